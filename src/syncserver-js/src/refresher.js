// @ts-check
import { UnreadableContentError } from './content.js';
import { isTransient, pauseBefore } from './retry.js';

/** @typedef {import('./transport.js').ReadResponse} ReadResponse */

/**
 * @typedef {object} Callbacks
 * @property {(signal: AbortSignal, attempt: number) => Promise<ReadResponse>} read Makes one attempt; 0 is the first.
 * @property {() => number} changes Differs after each change, save or adopted version.
 * @property {(response: ReadResponse, unchanged: boolean) => void} apply What was read, and whether nothing changed meanwhile.
 * @property {(error: UnreadableContentError) => void} unreadable The content cannot be shown. It is not read again.
 * @property {() => void} done Nothing more is to be read.
 */

/** Reads the newest version: one request at a time, retried until there is a response. */
export class Refresher {
  #callbacks;
  #stopped = new AbortController();
  #requested = false;
  #running = false;

  /** @param {Callbacks} callbacks */
  constructor(callbacks) {
    this.#callbacks = callbacks;
  }

  get running() {
    return this.#running;
  }

  /** Reads now. If a request is in flight, which may miss what is new, another one follows it. */
  run() {
    this.#requested = true;
    if (!this.#running) void this.#loop();
  }

  stop() {
    this.#stopped.abort();
  }

  async #loop() {
    const { signal } = this.#stopped;
    this.#running = true;
    for (let attempt = 0; this.#requested && !signal.aborted; attempt++) {
      this.#requested = false;
      const before = this.#callbacks.changes();
      const response = await this.#callbacks.read(signal, attempt).catch((error) => (error instanceof UnreadableContentError ? error : null));
      if (signal.aborted) break;
      if (response instanceof UnreadableContentError) {
        this.#callbacks.unreadable(response);
        continue;
      }
      // Without a token, too, it is read later.
      if (response !== null && !isTransient(response.status) && response.status !== 401 && response.status < 500) {
        this.#callbacks.apply(response, this.#callbacks.changes() === before);
        continue;
      }
      this.#requested = true;
      await pauseBefore(attempt, response?.retryAfter ?? null, signal);
    }
    this.#running = false;
    if (!signal.aborted) this.#callbacks.done();
  }
}
