// @ts-check

/** A badge that is visible while the server cannot be reached. */
export class OfflineBadge {
  #badge;
  #retrying = false;

  /** @param {HTMLElement} badge */
  constructor(badge) {
    this.#badge = badge;
    addEventListener('online', () => this.#show());
    addEventListener('offline', () => this.#show());
    this.#show();
  }

  /** @param {import('../client/status.js').Status} status */
  follow({ state }) {
    this.#retrying = state === 'retrying';
    this.#show();
  }

  #show() {
    this.#badge.hidden = navigator.onLine && !this.#retrying;
  }
}
