// @ts-check
import { element } from './elements.js';

/** A notice that another user saved while there are unsaved edits here. */
export class RemoteNotice {
  #bar = element('remote');

  constructor() {
    element('remote-dismiss').addEventListener('click', () => this.hide());
  }

  /** @param {number} version */
  show(version) {
    element('remote-text').textContent = `Someone else saved version ${version} while you are writing. Your text is not changed; your next save may conflict with it.`;
    this.#bar.hidden = false;
  }

  hide() {
    this.#bar.hidden = true;
  }
}
