// @ts-check
import { bind, textField } from '../client/editors/textarea.js';
import { element } from './elements.js';
import { refusalOf, shownOf } from './note.js';

/** @typedef {import('../client/document.js').SyncDocument} SyncDocument */

/** The title and the text of the open note. Content that is not a note is shown as it is stored, to read only. */
export class NoteSheet {
  title = /** @type {HTMLInputElement} */ (element('title'));
  text = /** @type {HTMLTextAreaElement} */ (element('text'));
  /** By JSON pointer. @type {Map<string, ReturnType<typeof bind>>} */
  #bindings = new Map();

  constructor() {
    this.title.addEventListener('input', () => this.#nameWindow(this.title.value));
    this.title.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.isComposing) return;
      event.preventDefault();
      this.text.focus();
    });
  }

  /** Binds the fields to an open note. @param {SyncDocument} note */
  follow(note) {
    this.leave();
    // One binding for each field: others lock them separately.
    this.#bindings.set('/title', bind(note, { '/title': textField(this.title) }));
    this.#bindings.set('/text', bind(note, { '/text': textField(this.text) }));
    this.show(note.content);
  }

  /** Releases the fields from the note. */
  leave() {
    for (const binding of this.#bindings.values()) binding.destroy();
    this.#bindings.clear();
  }

  /** Shows a content beside what the bindings show. @param {unknown} content */
  show(content) {
    const refusal = refusalOf(content);
    const { title, text } = shownOf(content);
    element('fields').hidden = refusal !== '';
    element('stored').hidden = refusal === '';
    element('stored-reason').textContent = refusal && `${refusal} It is shown as it is stored, and cannot be changed here.`;
    element('stored-text').textContent = refusal && text;
    element('stored-text').hidden = text === '';
    this.#nameWindow(title);
  }

  /**
   * Whether others have locked the part at a JSON pointer.
   * @param {string} pointer
   * @param {boolean} locked
   */
  lock(pointer, locked) {
    const binding = this.#bindings.get(pointer);
    if (binding) binding.readOnly = locked;
  }

  /** Replaces title and text as an edit of the user, which is saved and can be undone. @param {import('./note.js').Shown} shown */
  write({ title, text }) {
    this.title.value = title;
    this.text.value = text;
    for (const field of [this.title, this.text]) field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  }

  /** Focuses the text, or what is shown instead of it. */
  focus() {
    (element('fields').hidden ? element('stored-text') : this.text).focus();
  }

  /** @param {string} title */
  #nameWindow(title) {
    document.title = `${title || 'Untitled'} · SyncServer`;
  }
}
