// @ts-check
import { basicSetup, EditorView } from 'codemirror';
import { openDocument } from '../src/syncserver.js';

/**
 * CodeMirror on a text document. Changes of others are merged by line where they do not overlap.
 * @param {HTMLElement} parent
 * @param {string} url `/v1/{collection}/{id}`
 * @param {Partial<import('../src/syncserver.js').OpenOptions>} options
 * @param {(conflict: import('../src/syncserver.js').Conflict) => void} onConflict Shows what cannot be merged, and calls a choice.
 */
export async function editWithCodeMirror(parent, url, options, onConflict) {
  const note = await openDocument(url, { contentType: 'text/plain', merge: true, ...options });
  let applying = false;
  const view = new EditorView({
    parent,
    doc: String(note.content ?? ''),
    extensions: [
      basicSetup,
      EditorView.updateListener.of(({ docChanged, state }) => {
        if (docChanged && !applying) note.save(state.doc.toString());
      }),
    ],
  });

  note.onRemoteChange = ({ content, applied }) => {
    // A change that is not applied is merged with the next save.
    if (!applied) return;
    applying = true;
    view.dispatch({ changes: difference(view.state.doc.toString(), String(content ?? '')) });
    applying = false;
  };
  note.onConflict = onConflict;
  return { note, view };
}

/**
 * The range in which two texts differ, so that the cursor stays where it is.
 * @param {string} before
 * @param {string} after
 */
function difference(before, after) {
  const shorter = Math.min(before.length, after.length);
  let from = 0;
  while (from < shorter && before[from] === after[from]) from++;
  let same = 0;
  while (same < shorter - from && before.at(-1 - same) === after.at(-1 - same)) same++;
  return { from, to: before.length - same, insert: after.slice(from, after.length - same) };
}
