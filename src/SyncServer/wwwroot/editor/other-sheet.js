// @ts-check
import { element } from './elements.js';
import { toNodes } from './sanitise.js';

/** A second version beside the one being edited, to read and to copy from. */
export class OtherSheet {
  #sheet = element('other');
  #desk = element('desk');
  #dismiss = element('other-dismiss');

  /** @param {() => void} dismissed Called when the user puts it away. */
  constructor(dismissed) {
    this.#dismiss.addEventListener('click', () => {
      this.hide();
      dismissed();
    });
  }

  /**
   * @param {string} label
   * @param {string} detail
   * @param {import('./note-fields.js').Note} note
   * @param {boolean} dismissible Whether the user may put it away.
   */
  show(label, detail, note, dismissible) {
    element('other-label').textContent = label;
    element('other-detail').textContent = detail;
    element('other-title').textContent = note.title || 'Untitled';
    element('other-prose').replaceChildren(toNodes(note.html));
    this.#dismiss.hidden = !dismissible;
    this.#sheet.hidden = false;
    this.#desk.classList.add('split');
  }

  hide() {
    this.#sheet.hidden = true;
    this.#desk.classList.remove('split');
  }
}
