// @ts-check
import { Editor, getSchema } from '@tiptap/core';
import { baseKeymap } from '@tiptap/pm/commands';
import { history, redo, undo } from '@tiptap/pm/history';
import { keymap } from '@tiptap/pm/keymap';
import { EditorState } from '@tiptap/pm/state';
import { EditorView as ProseMirrorView } from '@tiptap/pm/view';
import { StarterKit } from '@tiptap/starter-kit';
import { Bold, ClassicEditor, Essentials, Heading, Italic, List, Paragraph } from 'ckeditor5';
import { basicSetup, EditorView } from 'codemirror';
import Quill from 'quill';
import { bind } from '../../src/syncserver-js/editors/binding.js';
import { ckEditorField } from '../../src/syncserver-js/editors/ckeditor.js';
import { codeMirrorField } from '../../src/syncserver-js/editors/codemirror.js';
import { proseMirrorField } from '../../src/syncserver-js/editors/prosemirror.js';
import { quillField } from '../../src/syncserver-js/editors/quill.js';
import { textField } from '../../src/syncserver-js/editors/textarea.js';
import { tipTapField } from '../../src/syncserver-js/editors/tiptap.js';
import { openDocument } from '../../src/syncserver-js/src/syncserver.js';
import { kinds } from './editor-kinds.js';

/** The paragraphs of an editor, as the user sees them. @param {Element} editable */
const textsOf = (editable) => Array.from(editable.children, ({ textContent }) => textContent ?? '');

/**
 * Creates an editor in an element, and returns its field and what it shows, by name of the kind.
 * @type {Record<string, (host: HTMLElement) => Promise<{ field: import('../../src/syncserver-js/editors/binding.js').Field, shown: () => string[], close: () => unknown }>>}
 */
const editors = {
  async textarea(host) {
    const element = document.createElement('textarea');
    host.append(element);
    return { field: textField(element), shown: () => element.value.split('\n'), close: () => {} };
  },
  async codemirror(parent) {
    const view = new EditorView({ parent, extensions: [basicSetup] });
    return { field: codeMirrorField(view), shown: () => view.state.doc.toString().split('\n'), close: () => view.destroy() };
  },
  async ckeditor(host) {
    const box = document.createElement('div');
    host.append(box);
    const plugins = [Bold, Essentials, Heading, Italic, List, Paragraph];
    const editor = await ClassicEditor.create(box, { licenseKey: 'GPL', plugins, toolbar: ['heading', 'bold', 'italic', 'bulletedList', 'undo', 'redo'] });
    const editable = /** @type {Element} */ (editor.editing.view.getDomRoot());
    return { field: ckEditorField(editor), shown: () => textsOf(editable), close: () => editor.destroy() };
  },
  async tiptap(element) {
    const editor = new Editor({ element, extensions: [StarterKit] });
    return { field: tipTapField(editor), shown: () => textsOf(editor.view.dom), close: () => editor.destroy() };
  },
  async prosemirror(host) {
    const plugins = [history(), keymap({ ...baseKeymap, 'Mod-z': undo, 'Shift-Mod-z': redo })];
    const view = new ProseMirrorView(host, { state: EditorState.create({ schema: getSchema([StarterKit]), plugins }) });
    return { field: proseMirrorField(view), shown: () => textsOf(view.dom), close: () => view.destroy() };
  },
  async quill(host) {
    const box = document.createElement('div');
    host.append(box);
    const quill = new Quill(box, { theme: 'snow' });
    return { field: quillField(quill), shown: () => textsOf(quill.root), close: () => {} };
  },
};

/** @type {any} */
const page = window;
Object.assign(page, { bind, openDocument, textField });

/**
 * Opens a document in a new editor, which replaces the one before.
 * @param {string} kind
 * @param {string} url
 * @param {string} token
 * @param {string} [pointer]
 */
page.openEditor = async (kind, url, token, pointer = '') => {
  page.binding?.destroy();
  await page.witness?.close();
  await page.note?.close();
  await page.editor?.close();
  const host = document.createElement('div');
  document.body.replaceChildren(host);
  page.note = await openDocument(url, { token: async () => token, contentType: kinds[kind].contentType, merge: true, drafts: null });
  page.note.onConflict = () => { throw new Error('A conflict.'); };
  page.editor = await editors[kind](host);
  // A second session: it is notified of the same versions, and nothing is edited in it.
  page.witness = await openDocument(url, { token: async () => token, contentType: kinds[kind].contentType, drafts: null });
  page.witness.onRemoteChange = () => {};
  page.unrepresentable = null;
  page.binding = bind(page.note, { [pointer]: page.editor.field }, { onUnrepresentable: (content) => { page.unrepresentable = content; } });
};
