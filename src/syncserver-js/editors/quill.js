// @ts-check
import Quill from 'quill';
import { openDocument } from '../src/syncserver.js';

/**
 * Quill on a JSON document that holds its Delta.
 * @param {HTMLElement} element
 * @param {string} url `/v1/{collection}/{id}`
 * @param {Partial<import('../src/syncserver.js').OpenOptions>} options
 * @param {(conflict: import('../src/syncserver.js').Conflict) => void} onConflict Shows both versions, and calls a choice.
 */
export async function editWithQuill(element, url, options, onConflict) {
  const note = await openDocument(url, options);
  const quill = new Quill(element, { theme: 'snow' });

  const show = () => {
    const selection = quill.getSelection();
    quill.setContents(/** @type {any} */ (note.content) ?? [], 'silent');
    if (selection) quill.setSelection(selection, 'silent');
  };
  show();

  // Content that is set silently raises no event.
  quill.on('text-change', () => note.save(quill.getContents()));
  note.onRemoteChange = ({ applied }) => {
    // A change that is not applied meets the next save.
    if (applied) show();
  };
  note.onConflict = onConflict;
  return { note, quill };
}
