// @ts-check

/** Says that there is no network, for as long as there is none. */
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
