// @ts-check

/** A timer this much too late, in milliseconds, tells that the machine slept or the page was frozen. */
const asleep = 5000;

/** Calls back once after a flurry of changes: when it is quiet, or when it has gone on for too long. */
export class Debounce {
  #callback;
  #quiet;
  #limit;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #quietTimer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #limitTimer;

  /**
   * @param {(slept: boolean) => void} callback
   * @param {number} quiet Milliseconds without a change.
   * @param {number} limit Milliseconds since the first change.
   */
  constructor(callback, quiet, limit) {
    this.#callback = callback;
    this.#quiet = quiet;
    this.#limit = limit;
  }

  /** Something changed. */
  poke() {
    clearTimeout(this.#quietTimer);
    this.#quietTimer = this.#after(this.#quiet);
    this.#limitTimer ??= this.#after(this.#limit);
  }

  /** Forgets the changes. */
  cancel() {
    clearTimeout(this.#quietTimer);
    clearTimeout(this.#limitTimer);
    this.#limitTimer = undefined;
  }

  /** @param {number} milliseconds */
  #after(milliseconds) {
    const due = Date.now() + milliseconds;
    return setTimeout(() => {
      this.cancel();
      this.#callback(Date.now() - due > asleep);
    }, milliseconds);
  }
}
