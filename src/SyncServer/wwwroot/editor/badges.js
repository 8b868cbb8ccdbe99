// @ts-check
import { element } from './elements.js';

/** Badges that are visible while the browser is offline, where the status line does not say so, and while this device keeps nothing that is typed. */
export class Badges {
  #retrying = false;

  constructor() {
    addEventListener('online', () => this.#show());
    addEventListener('offline', () => this.#show());
    this.#show();
  }

  /** @param {import('../client/status.js').Status} status */
  follow({ state, draftError }) {
    this.#retrying = state === 'retrying';
    element('unkept').hidden = !draftError;
    element('unkept').title = draftError ? `What is not saved is lost when this page is closed: ${draftError.message}` : '';
    this.#show();
  }

  #show() {
    element('offline').hidden = navigator.onLine || this.#retrying;
  }
}
