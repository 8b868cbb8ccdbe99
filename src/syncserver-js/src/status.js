// @ts-check

/**
 * The status of a document.
 *
 * | state | meaning |
 * | --- | --- |
 * | `saved` | all changes are on the server |
 * | `saving` | a change is not on the server yet |
 * | `retrying` | the server is unreachable or busy; saves, and reading a document that was opened offline, are retried |
 * | `conflict` | a conflict waits for a choice; nothing is sent |
 * | `postponed` | `later` was chosen; nothing is sent |
 * | `unreadable` | the newest version cannot be shown; nothing is sent until a newer one can be; the next `flush` looks again |
 * | `refused` | the server refused the newest save for another reason, or to show the newest version; the next `save` or `flush` tries again |
 * | `closed` | the document is closed |
 * @typedef {object} Status
 * @property {'saved' | 'saving' | 'retrying' | 'conflict' | 'postponed' | 'unreadable' | 'refused' | 'closed'} state
 * @property {number} version The newest version that was read or that the server acknowledged; 0 when there is none.
 * @property {Error | null} error Why, when `refused`: a `ProblemError`, or what `token` threw. When `unreadable`: an `UnreadableContentError`, or what
 *   `onRemoteChange` threw.
 * @property {Error | null} draftError Why the draft could not be written: what is not saved is lost when the page is closed. null if it could.
 */

/**
 * What the saving of a document notifies.
 * @typedef {object} Callbacks
 * @property {(status: Status) => void} statusChanged
 * @property {(conflict: import('./conflict.js').Conflict) => void} conflictDetected
 * @property {() => void} draftChanged The draft may have to be written.
 * @property {() => Promise<void> | undefined} writeDraft Writes the draft now.
 * @property {() => void} hidden The person may not read the document any more, or it does not exist.
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
    if (last?.state !== status.state || last.version !== status.version || last.error !== status.error || last.draftError !== status.draftError) {
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
