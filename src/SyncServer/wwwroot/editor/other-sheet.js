// @ts-check
import { element } from './elements.js';
import { shownOf } from './note.js';

/** Shows another version beside the note, to read and to copy from. */
export class OtherSheet {
  #sheet = element('other');
  #desk = element('desk');
  #dismiss = element('other-dismiss');
  #use = element('other-use');
  /** @type {import('./note.js').Shown | null} */
  #shown = null;

  /**
   * @param {() => void} dismissed Called when the user closes it.
   * @param {(shown: import('./note.js').Shown) => void} used Called when the user continues with it.
   */
  constructor(dismissed, used) {
    this.#use.addEventListener('click', () => {
      this.hide();
      if (this.#shown) used(this.#shown);
    });
    this.#dismiss.addEventListener('click', () => {
      this.hide();
      dismissed();
    });
  }

  /**
   * @param {string} label
   * @param {string} detail
   * @param {unknown} content
   * @param {boolean} dismissible Whether the user can close it.
   * @param {boolean} [usable] Whether the user can continue with it in place of the note.
   */
  show(label, detail, content, dismissible, usable = false) {
    this.#shown = shownOf(content);
    element('other-label').textContent = label;
    element('other-detail').textContent = detail;
    element('other-title').textContent = this.#shown.title || 'Untitled';
    element('other-text').textContent = this.#shown.text;
    this.#dismiss.hidden = !dismissible;
    this.#use.hidden = !usable;
    this.#sheet.hidden = false;
    this.#desk.classList.add('split');
  }

  hide() {
    this.#sheet.hidden = true;
    this.#desk.classList.remove('split');
  }
}
