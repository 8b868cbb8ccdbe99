// @ts-check
import { delayBefore, isNetworkFault, isTransient, pause } from './retry.js';

/**
 * What a queue needs and tells.
 * @typedef {object} Ends
 * @property {(save: import('./transport.js').Save, signal: AbortSignal) => Promise<import('./answer.js').Answer>} put
 *   Makes one attempt at a save.
 * @property {(save: import('./transport.js').Save, answer: import('./answer.js').Answer) => void} answered The server
 *   accepted or refused it.
 * @property {(save: import('./transport.js').Save, error: Error) => void} failed It could not be sent at all.
 * @property {() => void} changed An attempt failed; another one follows.
 */

/** The saves of one session that are on their way: several at once, each sent again until it has an answer. */
export class SaveQueue {
  #limit;
  #ends;
  #sequence = 0;
  /** @type {Set<AbortController>} */
  #inFlight = new Set();
  /** Those in flight of which an attempt failed. @type {Set<AbortController>} */
  #failed = new Set();

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
    return this.#inFlight.size > 0;
  }

  /** Whether a save did not come through at once. */
  get retrying() {
    return this.#failed.size > 0;
  }

  /** Whether another save may be sent. Behind one that does not come through, more would only pile up. */
  get ready() {
    return this.#inFlight.size < this.#limit && !this.retrying;
  }

  /** The sequence of the newest save sent; 0 before the first. */
  get sequence() {
    return this.#sequence;
  }

  /**
   * Sends a save under a new sequence, and again until the server answers it for good.
   * @param {import('./content.js').Body} body
   * @param {import('./known-version.js').Precondition} precondition
   * @param {string | null} conflictId
   */
  send(body, precondition, conflictId) {
    const save = Object.freeze({ sequence: ++this.#sequence, body, precondition, conflictId });
    void this.#deliver(save);
  }

  /** Forgets the saves in flight, of which no word comes any more. The server may still accept what it already has. */
  abandon() {
    for (const abort of this.#inFlight) abort.abort();
    this.#inFlight.clear();
    this.#failed.clear();
  }

  /** @param {import('./transport.js').Save} save */
  async #deliver(save) {
    const abort = new AbortController();
    this.#inFlight.add(abort);
    for (let attempt = 0; ; attempt++) {
      let answer = null;
      try {
        answer = await this.#ends.put(save, abort.signal);
      } catch (error) {
        if (!isNetworkFault(error)) {
          if (this.#landed(abort)) this.#ends.failed(save, /** @type {Error} */ (error));
          return;
        }
      }

      if (answer !== null && !isTransient(answer.status)) {
        if (this.#landed(abort)) this.#ends.answered(save, answer);
        return;
      }

      if (abort.signal.aborted) return;
      this.#failed.add(abort);
      this.#ends.changed();
      await pause(delayBefore(attempt, answer?.retryAfter ?? null), abort.signal);
      if (abort.signal.aborted) return;
    }
  }

  /**
   * Takes a save out of those in flight.
   * @param {AbortController} abort
   * @returns {boolean} false where it was abandoned.
   */
  #landed(abort) {
    this.#failed.delete(abort);
    return this.#inFlight.delete(abort);
  }
}
