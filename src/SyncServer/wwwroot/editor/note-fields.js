// @ts-check
import { keepCaret } from './caret.js';
import { toHtml, toNodes } from './sanitise.js';

/** The stored content of a note. @typedef {{ title: string, html: string }} Note */

/**
 * Reads stored content as a note. Other clients may have stored anything.
 * @param {unknown} content
 * @returns {Note}
 */
export function noteOf(content) {
  const { title, html } = Object(content);
  return { title: typeof title === 'string' ? title : '', html: typeof html === 'string' ? html : '' };
}

/** The title and the text in the editor. */
export class NoteFields {
  #title;
  #prose;

  /**
   * @param {HTMLInputElement} title
   * @param {HTMLElement} prose
   * @param {() => void} changed Called after every edit of the user.
   */
  constructor(title, prose, changed) {
    this.#title = title;
    this.#prose = prose;
    // Elements instead of inline styles, which the content security policy forbids and sanitising removes.
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

  /** The content of the fields. @returns {Note} */
  get note() {
    return { title: this.#title.value, html: toHtml(this.#prose) };
  }

  set note({ title, html }) {
    if (this.#title.value !== title) this.#title.value = title;
    // Without an initial paragraph the first line would not be in one.
    keepCaret(this.#prose, () => this.#prose.replaceChildren(toNodes(html || '<p><br></p>')));
    this.#mark();
  }

  #mark() {
    const empty = this.#prose.textContent === '' && this.#prose.querySelector('li, blockquote, h2') === null;
    this.#prose.classList.toggle('empty', empty);
    document.title = `${this.#title.value || 'Untitled'} · SyncServer`;
  }

  /** Sanitises pasted and dropped HTML. @param {InputEvent} event */
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
