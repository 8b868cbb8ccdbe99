// @ts-check
import { element } from './elements.js';

/** Tells that somebody else saved while something here is not saved. */
export class RemoteNotice {
  #bar = element('remote');

  constructor() {
    element('remote-dismiss').addEventListener('click', () => this.hide());
  }

  /** @param {number} version */
  show(version) {
    element('remote-text').textContent = `Someone else saved version ${version} while you are writing. Your text stays as it is; the next save meets theirs.`;
    this.#bar.hidden = false;
  }

  hide() {
    this.#bar.hidden = true;
  }
}
