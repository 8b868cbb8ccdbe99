// @ts-check
import { element } from './elements.js';

/** Refuses pasted and dropped files and pictures visibly: a note is text. Of other pasted content the browser inserts the text. */
export class RefusedFiles {
  #line = element('refused');

  constructor() {
    element('refused-dismiss').addEventListener('click', () => this.hide());
    document.addEventListener('paste', (event) => this.#refuse(event, event.clipboardData));
    document.addEventListener('drop', (event) => this.#refuse(event, event.dataTransfer));
    document.addEventListener('dragover', (event) => {
      // Else the browser would open the file in place of the page.
      if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
    });
  }

  hide() {
    this.#line.hidden = true;
  }

  /** @param {Event} event @param {DataTransfer | null} data */
  #refuse(event, data) {
    if (!data) return;
    const names = Array.from(data.files, ({ name }) => `“${name}”`).join(', ');
    const hasPicture = /<(img|picture|svg|video)\b/i.test(data.getData('text/html'));
    if (!names && !hasPicture) return this.hide();
    const hasText = data.getData('text/plain') !== '';
    if (!hasText) event.preventDefault();
    element('refused-text').textContent = hasText
      ? 'Only the text was added: a note cannot hold pictures and files.'
      : `${names || 'The picture'} was not added: a note cannot hold pictures and files.`;
    this.#line.hidden = false;
  }
}
