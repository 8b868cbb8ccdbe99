// @ts-check

/**
 * How a document stands.
 *
 * | state | |
 * | --- | --- |
 * | `saved` | everything typed is on the server |
 * | `saving` | something typed is not there yet |
 * | `retrying` | the server cannot be reached, or is busy; the saves are sent again |
 * | `conflict` | a conflict waits for a choice; nothing is sent |
 * | `postponed` | `later` was chosen; nothing is sent |
 * | `refused` | the server refused the newest save for another reason; the next `save` or `flush` tries anew |
 * | `closed` | |
 * @typedef {object} Status
 * @property {'saved' | 'saving' | 'retrying' | 'conflict' | 'postponed' | 'refused' | 'closed'} state
 * @property {number} version The newest version known to be on the server; 0 when there is none.
 * @property {Error | null} error Why, when `refused`: a `ProblemError`, or what `token` threw.
 */

/** Tells the status when it changes, and those who wait for it to come to rest. */
export class StatusBoard {
  #tell;
  /** @type {Status | null} */
  #last = null;
  /** @type {((status: Status) => void)[]} */
  #waiting = [];

  /** @param {(status: Status) => void} tell */
  constructor(tell) {
    this.#tell = tell;
  }

  /** @param {Status} status */
  post(status) {
    const last = this.#last;
    if (last?.state !== status.state || last.version !== status.version || last.error !== status.error) {
      this.#last = status;
      // In a turn of its own: what a listener throws is reported, and hinders no save.
      queueMicrotask(() => this.#tell(status));
    }
    if (isAtRest(status)) {
      for (const resolve of this.#waiting.splice(0)) resolve(status);
    }
  }

  /** The next status that will not change by itself. @returns {Promise<Status>} */
  rest() {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}

/** @param {Status} status */
function isAtRest({ state }) {
  return state !== 'saving' && state !== 'retrying';
}
