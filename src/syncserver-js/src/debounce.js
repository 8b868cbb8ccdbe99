// @ts-check

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
   * @param {() => void} callback
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
    this.#quietTimer = setTimeout(() => this.fire(), this.#quiet);
    this.#limitTimer ??= setTimeout(() => this.fire(), this.#limit);
  }

  /** Calls back now. */
  fire() {
    this.cancel();
    this.#callback();
  }

  /** Forgets the changes. */
  cancel() {
    clearTimeout(this.#quietTimer);
    clearTimeout(this.#limitTimer);
    this.#limitTimer = undefined;
  }
}
