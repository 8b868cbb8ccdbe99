// @ts-check
import { isNetworkFault, isTransient, pauseBefore } from './retry.js';

/** @typedef {import('./transport.js').Reading} Reading */

/**
 * @typedef {object} Ends
 * @property {(signal: AbortSignal, attempt: number) => Promise<Reading>} read Makes one attempt; 0 is the first.
 * @property {() => number} mark Changes whenever something is typed, sent or adopted.
 * @property {(reading: Reading, untouched: boolean) => void} apply What was read, and whether nothing changed meanwhile.
 * @property {() => void} done Nothing more is to be read.
 */

/** Reads what is new on the server: once at a time, and again until an answer comes. */
export class Refresh {
  #ends;
  #ended = new AbortController();
  #wanted = false;
  #running = false;

  /** @param {Ends} ends */
  constructor(ends) {
    this.#ends = ends;
  }

  /** Whether it is under way. */
  get running() {
    return this.#running;
  }

  /** Reads now; if a reading is under way, which may have missed what there is now, once more after it. */
  run() {
    this.#wanted = true;
    if (!this.#running) void this.#loop();
  }

  stop() {
    this.#ended.abort();
  }

  async #loop() {
    const { signal } = this.#ended;
    this.#running = true;
    for (let attempt = 0; this.#wanted && !signal.aborted; attempt++) {
      this.#wanted = false;
      const mark = this.#ends.mark();
      const reading = await this.#ends.read(signal, attempt).catch((error) => (isNetworkFault(error) ? null : undefined));
      if (signal.aborted) break;
      // What is no network fault comes up again with the next save, where it can be told.
      if (reading === undefined) continue;
      if (reading !== null && !isTransient(reading.status)) {
        this.#ends.apply(reading, this.#ends.mark() === mark);
        continue;
      }
      this.#wanted = true;
      await pauseBefore(attempt, reading?.retryAfter ?? null, signal);
    }
    this.#running = false;
    if (!signal.aborted) this.#ends.done();
  }
}
