// @ts-check
import { Autosave, Bold, ClassicEditor, Essentials, Heading, Italic, List, Paragraph } from 'ckeditor5';
import { openDocument } from '../src/syncserver.js';

/**
 * CKEditor 5 with its Autosave plugin on an HTML document.
 * @param {HTMLElement} element
 * @param {string} url `/v1/{collection}/{id}`
 * @param {Partial<import('../src/syncserver.js').OpenOptions>} options
 * @param {(conflict: import('../src/syncserver.js').Conflict) => void} onConflict Shows both versions, and calls a choice.
 */
export async function editWithCKEditor(element, url, options, onConflict) {
  /** @type {ClassicEditor | undefined} */
  let editor;
  const note = await openDocument(url, {
    contentType: 'text/html',
    // The plugin saves a moment after the user typed: until then the client reads the editor.
    editor: () => (editor?.plugins.get(Autosave).state === 'synchronized' ? undefined : editor?.getData()),
    ...options,
  });
  editor = await ClassicEditor.create(element, {
    licenseKey: 'GPL',
    plugins: [Autosave, Bold, Essentials, Heading, Italic, List, Paragraph],
    toolbar: ['heading', 'bold', 'italic', 'bulletedList', 'undo', 'redo'],
    initialData: String(note.content ?? ''),
    autosave: {
      waitingTime: 200,
      // Until the promise resolves, the plugin warns a user who leaves the page.
      save: async (editor) => {
        note.save(editor.getData());
        await note.flush();
      },
    },
  });

  note.onRemoteChange = ({ content, applied }) => {
    // A change that is not applied meets the next save.
    if (applied) editor?.setData(String(content ?? ''));
  };
  note.onConflict = onConflict;
  return { note, editor };
}
