// @ts-check

/**
 * The status of a document.
 *
 * | state | meaning |
 * | --- | --- |
 * | `saved` | all changes are on the server |
 * | `saving` | a change is not on the server yet |
 * | `retrying` | the server is unreachable or busy; the saves are retried |
 * | `conflict` | a conflict waits for a choice; nothing is sent |
 * | `postponed` | `later` was chosen; nothing is sent |
 * | `unreadable` | the newest version cannot be shown; nothing is sent until a newer one can be; the next `flush` looks again |
 * | `refused` | the server refused the newest save for another reason; the next `save` or `flush` tries again |
 * | `closed` | the document is closed |
 * @typedef {object} Status
 * @property {'saved' | 'saving' | 'retrying' | 'conflict' | 'postponed' | 'unreadable' | 'refused' | 'closed'} state
 * @property {number} version The newest version that was read or that the server acknowledged; 0 when there is none.
 * @property {Error | null} error Why, when `refused`: a `ProblemError`, or what `token` threw. When `unreadable`: an `UnreadableContentError`, or what
 *   `onRemoteChange` threw.
 */

/** Publishes the status when it changes, and resolves the promises that wait for a stable one. */
export class StatusPublisher {
  #publish;
  /** @type {Status | null} */
  #last = null;
  /** @type {((status: Status) => void)[]} */
  #waiting = [];

  /** @param {(status: Status) => void} publish */
  constructor(publish) {
    this.#publish = publish;
  }

  /** @param {Status} status */
  update(status) {
    const last = this.#last;
    if (last?.state !== status.state || last.version !== status.version || last.error !== status.error) {
      this.#last = status;
      // As a microtask: an exception of a handler is reported as unhandled, and stops no save.
      queueMicrotask(() => this.#publish(status));
    }
    if (isStable(status)) {
      for (const resolve of this.#waiting.splice(0)) resolve(status);
    }
  }

  /** The next status that does not change by itself. @returns {Promise<Status>} */
  nextStable() {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}

/** @param {Status} status */
function isStable({ state }) {
  return state !== 'saving' && state !== 'retrying';
}
