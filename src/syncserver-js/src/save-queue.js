// @ts-check
import { aborted, isTransient, pauseBefore } from './retry.js';

/** @typedef {import('./save-state.js').Save} Save @typedef {import('./save-response.js').SaveResponse} SaveResponse */

/**
 * @typedef {object} Callbacks
 * @property {() => Promise<void> | undefined} writeDraft Makes durable what is about to be sent.
 * @property {(save: Save, signal: AbortSignal, keepalive: boolean) => Promise<SaveResponse>} send Makes one attempt at a save.
 * @property {(save: Save, response: SaveResponse) => void} responded The save has its final response.
 * @property {() => void} changed An attempt failed; it is retried, or waits for `retryBlocked`.
 */

/**
 * A save without a final response.
 * @typedef {object} InFlightSave
 * @property {Save} save
 * @property {AbortController} attempt Aborts the attempt, or the wait for the next one.
 * @property {boolean} retried Whether there was an attempt without a final response.
 * @property {boolean} failed Whether the last attempt was lost, or found the server busy.
 * @property {Error | null} blockedBy Why it waits for `retryBlocked`: the response was not final.
 */

/** Sends saves, several at once, and retries each verbatim until it has a final response. */
export class SaveQueue {
  #limit;
  #callbacks;
  /** @type {Set<InFlightSave>} */
  #inFlight = new Set();
  #cancelled = new AbortController();

  /** Whether the page may be closed at any moment: requests are sent with `keepalive`, and do not wait for the draft. */
  suspended = false;

  /**
   * @param {number} limit How many saves may be in flight.
   * @param {Callbacks} callbacks
   */
  constructor(limit, callbacks) {
    this.#limit = limit;
    this.#callbacks = callbacks;
  }

  /** Whether a save waits for its next attempt. */
  get retrying() {
    return [...this.#inFlight].some(({ failed }) => failed);
  }

  /** Why all saves in flight wait for `retryBlocked`; null where one of them does not. */
  get blockedBy() {
    const saves = [...this.#inFlight];
    return saves.every(({ blockedBy }) => blockedBy) ? saves.at(-1)?.blockedBy ?? null : null;
  }

  /** Whether another save may be sent. Behind a save that has to be retried, more would only pile up. */
  get hasRoom() {
    return this.#inFlight.size < this.#limit && ![...this.#inFlight].some(({ retried }) => retried);
  }

  /** Starts the next attempt at every save now: after a sleep, requests over the old network may never fail. */
  retryNow() {
    for (const { attempt } of this.#inFlight) attempt.abort();
  }

  /** Retries the saves whose response was not final. */
  retryBlocked() {
    for (const save of this.#inFlight) {
      if (!save.blockedBy) continue;
      save.blockedBy = null;
      save.attempt.abort();
    }
  }

  /** Sends the newest save once more, with `keepalive`: the requests in flight end with the page. */
  sendBeforeUnload() {
    const newest = [...this.#inFlight].at(-1);
    if (newest) this.#callbacks.send(newest.save, this.#cancelled.signal, true).catch(() => {});
  }

  /** Cancels all saves. The server may still accept what it has received. */
  cancel() {
    this.#inFlight.clear();
    this.#cancelled.abort();
  }

  /** Sends a save until it has a final response. @param {Save} save */
  async send(save) {
    /** @type {InFlightSave} */
    const current = { save, attempt: new AbortController(), retried: false, failed: false, blockedBy: null };
    const cancelled = this.#cancelled.signal;
    this.#inFlight.add(current);
    const written = this.#callbacks.writeDraft();
    if (written && !this.suspended) await written;
    for (let attempt = 0; !cancelled.aborted; attempt++) {
      current.attempt = new AbortController();
      const signal = AbortSignal.any([cancelled, current.attempt.signal]);
      /** @type {SaveResponse | null} */
      let response = null;
      try {
        response = await this.#callbacks.send(save, signal, this.suspended);
        if (response.kind === 'notFinal') current.blockedBy = response.error;
      } catch (error) {
        // Without a token the save cannot be sent.
        if (!isTransient(error) && !signal.aborted) current.blockedBy = /** @type {Error} */ (error);
      }
      if (cancelled.aborted) return;
      if (response !== null && response.kind !== 'notFinal' && response.kind !== 'transient') {
        this.#inFlight.delete(current);
        return this.#callbacks.responded(save, response);
      }
      current.retried = true;
      current.failed = current.blockedBy === null;
      this.#callbacks.changed();
      await (current.blockedBy ? aborted(signal) : pauseBefore(attempt, response?.error?.retryAfter, cancelled, current.attempt.signal));
    }
  }
}
