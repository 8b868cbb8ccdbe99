// @ts-check
import { delayBefore, isNetworkFault, isTransient, pause } from './retry.js';

/** @typedef {import('./transport.js').Save} Save */

/**
 * What a queue needs and tells.
 * @typedef {object} Ends
 * @property {() => Promise<void> | undefined} keep Puts what is about to be sent where a crash does not reach it.
 * @property {(save: Save, signal: AbortSignal, keepalive: boolean) => Promise<import('./answer.js').Answer>} put
 *   Makes one attempt at a save.
 * @property {(save: Save, answer: import('./answer.js').Answer) => void} answered The server accepted or refused it.
 * @property {(save: Save, error: Error) => void} failed It could not be sent at all.
 * @property {() => void} changed An attempt failed; another one follows.
 */

/** A save on its way. */
class Flight {
  /** Ends it. */
  ended = new AbortController();
  /** Ends the attempt, or the wait for the next one. */
  attempt = new AbortController();
  /** Whether an attempt failed. */
  failed = false;

  /** @param {Save} save */
  constructor(save) {
    this.save = save;
  }
}

/** The saves of one session that are on their way: several at once, each sent again until it has an answer. */
export class SaveQueue {
  #limit;
  #ends;
  #sequence = 0;
  /** @type {Set<Flight>} */
  #flights = new Set();

  /** Whether the page may end at any moment: what is sent outlives it, and waits for nothing. */
  leaving = false;

  /**
   * @param {number} limit How many saves may be in flight.
   * @param {Ends} ends
   */
  constructor(limit, ends) {
    this.#limit = limit;
    this.#ends = ends;
  }

  /** Whether any save has no answer yet. */
  get busy() {
    return this.#flights.size > 0;
  }

  /** Whether a save did not come through at once. */
  get retrying() {
    return [...this.#flights].some((flight) => flight.failed);
  }

  /** Whether another save may be sent. Behind one that does not come through, more would only pile up. */
  get ready() {
    return this.#flights.size < this.#limit && !this.retrying;
  }

  /** The sequence of the newest save sent; 0 before the first. */
  get sequence() {
    return this.#sequence;
  }

  /** The newest save without an answer; it holds all that the others do. @returns {Save | null} */
  get newest() {
    return [...this.#flights].at(-1)?.save ?? null;
  }

  /** How far it has come, for the draft. */
  get progress() {
    return { sequence: this.#sequence, unanswered: this.newest };
  }

  /**
   * Sends a save under a new sequence, and again until the server answers it for good.
   * @param {Omit<Save, 'sequence'>} save
   */
  send(save) {
    void this.#deliver(new Flight(Object.freeze({ ...save, sequence: ++this.#sequence })));
  }

  /**
   * Goes on where another instance of this session ended.
   * @param {number} sequence The last one that it used.
   * @param {Save | null} unanswered Its newest save, if that has no answer.
   */
  resume(sequence, unanswered) {
    this.#sequence = sequence;
    if (unanswered !== null) void this.#deliver(new Flight(Object.freeze(unanswered)));
  }

  /** Sends everything in flight again now: a network that was left long ago gives no word of it. */
  hasten() {
    for (const flight of this.#flights) flight.attempt.abort();
  }

  /** Sends the newest save once more so that it outlives the page: the others end with it. */
  outlive() {
    const newest = [...this.#flights].at(-1);
    if (newest) this.#ends.put(newest.save, newest.ended.signal, true).catch(() => {});
  }

  /** Forgets the saves in flight, of which no word comes any more. The server may still accept what it already has. */
  abandon() {
    const flights = [...this.#flights];
    this.#flights.clear();
    for (const { ended } of flights) ended.abort();
  }

  /** @param {Flight} flight */
  async #deliver(flight) {
    const { save, ended } = flight;
    this.#flights.add(flight);
    const kept = this.#ends.keep();
    if (kept && !this.leaving) await kept;
    for (let attempt = 0; !ended.signal.aborted; attempt++) {
      flight.attempt = new AbortController();
      const signal = AbortSignal.any([ended.signal, flight.attempt.signal]);
      let answer = null;
      try {
        answer = await this.#ends.put(save, signal, this.leaving);
      } catch (error) {
        if (!isNetworkFault(error) && !signal.aborted) {
          if (this.#flights.delete(flight)) this.#ends.failed(save, /** @type {Error} */ (error));
          return;
        }
      }

      if (answer !== null && !isTransient(answer.status)) {
        if (this.#flights.delete(flight)) this.#ends.answered(save, answer);
        return;
      }

      if (ended.signal.aborted) return;
      flight.failed = true;
      this.#ends.changed();
      await pause(delayBefore(attempt, answer?.retryAfter ?? null), signal);
    }
  }
}
