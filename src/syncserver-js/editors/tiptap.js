// @ts-check
import { Editor } from '@tiptap/core';
import { StarterKit } from '@tiptap/starter-kit';
import { openDocument } from '../src/syncserver.js';

/**
 * TipTap on a JSON document.
 * @param {HTMLElement} element
 * @param {string} url `/v1/{collection}/{id}`
 * @param {Partial<import('../src/syncserver.js').OpenOptions>} options
 * @param {(conflict: import('../src/syncserver.js').Conflict) => void} onConflict Shows both versions, and calls a choice.
 */
export async function editWithTipTap(element, url, options, onConflict) {
  const note = await openDocument(url, options);
  const editor = new Editor({
    element,
    extensions: [StarterKit],
    content: /** @type {import('@tiptap/core').JSONContent | null} */ (note.content),
    onUpdate: ({ editor }) => note.save(editor.getJSON()),
  });

  note.onRemoteChange = ({ content, applied }) => {
    // A change that is not applied meets the next save.
    if (!applied) return;
    const { from, to } = editor.state.selection;
    editor.commands.setContent(/** @type {import('@tiptap/core').JSONContent | null} */ (content), { emitUpdate: false });
    const end = editor.state.doc.content.size;
    editor.commands.setTextSelection({ from: Math.min(from, end), to: Math.min(to, end) });
  };
  note.onConflict = onConflict;
  return { note, editor };
}
