// @ts-check
import { Autosave, Bold, ClassicEditor, Essentials, Heading, Italic, List, Paragraph } from 'ckeditor5';
import { openDocument } from '../src/syncserver.js';

/**
 * CKEditor 5 with its Autosave plugin on an HTML document.
 * @param {HTMLElement} element
 * @param {string} url `/v1/{collection}/{id}`
 * @param {Partial<import('../src/syncserver.js').OpenOptions>} options
 * @param {(conflict: import('../src/syncserver.js').Conflict) => void} onConflict Shows both versions, and calls one of the choices.
 */
export async function editWithCKEditor(element, url, options, onConflict) {
  /** @type {ClassicEditor | undefined} */
  let editor;
  const note = await openDocument(url, {
    contentType: 'text/html',
    // The plugin hands over the text a moment after it was typed: till then the client asks for it.
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
      // Until it is on the server the plugin warns who leaves the page.
      save: async (editor) => {
        note.save(editor.getData());
        await note.flush();
      },
    },
  });

  note.onRemoteChange = ({ content, pending }) => {
    // While something is unsaved the change is only told of; the next save meets it.
    if (!pending) editor?.setData(String(content ?? ''));
  };
  note.onConflict = onConflict;
  return { note, editor };
}
