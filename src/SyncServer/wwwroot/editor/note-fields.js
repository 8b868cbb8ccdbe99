// @ts-check
import { keepCaret } from './caret.js';
import { toHtml, toNodes } from './sanitise.js';

/** What is stored of a note. @typedef {{ title: string, html: string }} Note */

/**
 * A stored content as a note, whatever it is: others may write to the same address.
 * @param {unknown} content
 * @returns {Note}
 */
export function noteOf(content) {
  const { title, html } = Object(content);
  return { title: typeof title === 'string' ? title : '', html: typeof html === 'string' ? html : '' };
}

/** The title and the text that are being edited. */
export class NoteFields {
  #title;
  #prose;

  /**
   * @param {HTMLInputElement} title
   * @param {HTMLElement} prose
   * @param {() => void} changed Called when the user changed something.
   */
  constructor(title, prose, changed) {
    this.#title = title;
    this.#prose = prose;
    // Tags instead of styles, which the page's policy forbids and the server's copy does not keep.
    document.execCommand('styleWithCSS', false, 'false');
    document.execCommand('defaultParagraphSeparator', false, 'p');
    for (const field of [title, prose]) {
      field.addEventListener('input', () => {
        this.#mark();
        changed();
      });
    }
    prose.addEventListener('beforeinput', (event) => this.#insertClean(event));
    title.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && !event.isComposing) prose.focus();
    });
  }

  /** What they hold. @returns {Note} */
  get note() {
    return { title: this.#title.value, html: toHtml(this.#prose) };
  }

  set note({ title, html }) {
    if (this.#title.value !== title) this.#title.value = title;
    // Without a paragraph to begin with, the first line is in none.
    keepCaret(this.#prose, () => this.#prose.replaceChildren(toNodes(html || '<p><br></p>')));
    this.#mark();
  }

  #mark() {
    const empty = this.#prose.textContent === '' && this.#prose.querySelector('li, blockquote, h2') === null;
    this.#prose.classList.toggle('empty', empty);
    document.title = `${this.#title.value || 'Untitled'} · SyncServer`;
  }

  /** Pasted and dropped text comes from anywhere. @param {InputEvent} event */
  #insertClean(event) {
    if (event.inputType !== 'insertFromPaste' && event.inputType !== 'insertFromDrop') return;
    const html = event.dataTransfer?.getData('text/html');
    if (!html) return;
    event.preventDefault();
    const box = document.createElement('div');
    box.append(toNodes(html));
    document.execCommand('insertHTML', false, box.innerHTML);
  }
}
