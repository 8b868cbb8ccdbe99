// @ts-check

/** A timer that fires this many milliseconds late was suspended: the machine slept, or the page was frozen. */
const suspended = 5000;

/** Calls back once for a series of changes: after a pause in it, or after a maximal time. */
export class Debouncer {
  #callback;
  #pause;
  #maxWait;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #pauseTimer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #maxWaitTimer;

  /**
   * @param {(slept: boolean) => void} callback
   * @param {number} pause Milliseconds without a change.
   * @param {number} maxWait Milliseconds since the first change.
   */
  constructor(callback, pause, maxWait) {
    this.#callback = callback;
    this.#pause = pause;
    this.#maxWait = maxWait;
  }

  /** There is a change. */
  trigger() {
    clearTimeout(this.#pauseTimer);
    this.#pauseTimer = this.#after(this.#pause);
    this.#maxWaitTimer ??= this.#after(this.#maxWait);
  }

  cancel() {
    clearTimeout(this.#pauseTimer);
    clearTimeout(this.#maxWaitTimer);
    this.#maxWaitTimer = undefined;
  }

  /** @param {number} milliseconds */
  #after(milliseconds) {
    const due = Date.now() + milliseconds;
    return setTimeout(() => {
      this.cancel();
      this.#callback(Date.now() - due > suspended);
    }, milliseconds);
  }
}
