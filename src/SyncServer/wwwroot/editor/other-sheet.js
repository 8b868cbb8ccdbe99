// @ts-check
import { element } from './elements.js';
import { toNodes } from './sanitise.js';

/** Shows another version beside the note, to read and to copy from. */
export class OtherSheet {
  #sheet = element('other');
  #desk = element('desk');
  #dismiss = element('other-dismiss');
  #use = element('other-use');
  /** @type {import('./note-fields.js').Note | null} */
  #note = null;

  /**
   * @param {() => void} dismissed Called when the user closes it.
   * @param {(note: import('./note-fields.js').Note) => void} used Called when the user continues with it.
   */
  constructor(dismissed, used) {
    this.#use.addEventListener('click', () => {
      this.hide();
      if (this.#note) used(this.#note);
    });
    this.#dismiss.addEventListener('click', () => {
      this.hide();
      dismissed();
    });
  }

  /**
   * @param {string} label
   * @param {string} detail
   * @param {import('./note-fields.js').Note} note
   * @param {boolean} dismissible Whether the user can close it.
   * @param {boolean} [usable] Whether the user can continue with it in place of the note.
   */
  show(label, detail, note, dismissible, usable = false) {
    this.#note = note;
    element('other-label').textContent = label;
    element('other-detail').textContent = detail;
    element('other-title').textContent = note.title || 'Untitled';
    element('other-prose').replaceChildren(toNodes(note.html));
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
