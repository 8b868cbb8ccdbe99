// @ts-check
import { ProblemError } from './problem.js';
import { isInconclusive, isNetworkFault, isTransient, pauseBefore } from './retry.js';

/** @typedef {import('./save-state.js').Save} Save @typedef {import('./answer.js').Answer} Answer */

/**
 * What a queue needs and tells.
 * @typedef {object} Ends
 * @property {() => Promise<void> | undefined} keep Puts what is about to be sent where a crash does not reach it.
 * @property {(save: Save, signal: AbortSignal, keepalive: boolean) => Promise<Answer>} put Makes one attempt at a save.
 * @property {(save: Save, answer: Answer) => void} answered The server accepted or refused it for good.
 * @property {() => void} changed An attempt failed; another one follows, or waits for `retry`.
 */

/** A save on its way. */
class Flight {
  /** Ends it. */
  ended = new AbortController();
  /** Ends the attempt, or the wait for the next one. */
  attempt = new AbortController();
  /** Whether the last attempt failed on its way, or found the server busy. */
  failed = false;
  /** Whether there was an attempt without a final answer. */
  repeated = false;
  /** Why it waits for `retry`: the refusal is not final. @type {Error | null} */
  stalled = null;

  /** @param {Save} save */
  constructor(save) {
    this.save = save;
  }
}

/** The saves that are on their way: several at once, each repeated verbatim until it has a final answer. */
export class SaveQueue {
  #limit;
  #ends;
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

  /** Whether a save did not come through at once. */
  get retrying() {
    return [...this.#flights].some((flight) => flight.failed);
  }

  /** Why the saves wait for `retry`; null where one does not. */
  get stalled() {
    const flights = [...this.#flights];
    return flights.every((flight) => flight.stalled) ? flights.at(-1)?.stalled ?? null : null;
  }

  /** Whether another save may be sent. Behind one that does not come through, more would only pile up. */
  get ready() {
    return this.#flights.size < this.#limit && ![...this.#flights].some((flight) => flight.repeated);
  }

  /** Sends everything in flight again now: a network that was left long ago does not tell that it is gone. */
  hasten() {
    for (const flight of this.#flights) flight.attempt.abort();
  }

  /** Sends again what got no final answer. */
  retry() {
    for (const flight of this.#flights) {
      if (!flight.stalled) continue;
      flight.stalled = null;
      flight.attempt.abort();
    }
  }

  /** Sends the newest save once more so that it outlives the page: the others end with it. */
  outlive() {
    const newest = [...this.#flights].at(-1);
    if (newest) this.#ends.put(newest.save, newest.ended.signal, true).catch(() => {});
  }

  /** Forgets the saves in flight. The server may still accept what it already has. */
  abandon() {
    const flights = [...this.#flights];
    this.#flights.clear();
    for (const { ended } of flights) ended.abort();
  }

  /** Sends a save, and again until it has a final answer. @param {Save} save */
  async deliver(save) {
    const flight = new Flight(save);
    const { ended } = flight;
    this.#flights.add(flight);
    const kept = this.#ends.keep();
    if (kept && !this.leaving) await kept;
    for (let attempt = 0; !ended.signal.aborted; attempt++) {
      flight.attempt = new AbortController();
      const signal = AbortSignal.any([ended.signal, flight.attempt.signal]);
      /** @type {Answer | null} */
      let answer = null;
      try {
        answer = await this.#ends.put(save, signal, this.leaving);
        // What does not exist is deleted.
        const isDeleted = save.body === null && answer.status === 404;
        if (isInconclusive(answer.status) && !isDeleted) flight.stalled = new ProblemError(answer.status, answer.problem ?? {});
      } catch (error) {
        if (!isNetworkFault(error) && !signal.aborted) flight.stalled = /** @type {Error} */ (error);
      }
      if (answer !== null && !flight.stalled && !isTransient(answer.status)) {
        if (this.#flights.delete(flight)) this.#ends.answered(save, answer);
        return;
      }
      if (ended.signal.aborted) return;
      flight.repeated = true;
      flight.failed = flight.stalled === null;
      this.#ends.changed();
      await (flight.stalled ? aborted(signal) : pauseBefore(attempt, answer?.retryAfter ?? null, ended.signal, flight.attempt.signal));
    }
  }
}

/** @param {AbortSignal} signal @returns {Promise<unknown>} */
function aborted(signal) {
  return new Promise((resolve) => (signal.aborted ? resolve(null) : signal.addEventListener('abort', resolve)));
}
