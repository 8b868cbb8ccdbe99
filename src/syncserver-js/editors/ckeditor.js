// @ts-check
import { ModelLivePosition } from 'ckeditor5';
import { KeptParts } from './ckeditor-kept.js';
import { patchChildren } from './ckeditor-patch.js';
import { sameHtml } from './html.js';

export { bind } from './binding.js';

/** Names the read-only mode, so that other parts of a page can have their own. */
const lockId = 'syncserver';

/**
 * CKEditor 5 on an HTML string. Changes of others are batches that cannot be undone, through which the editor transforms the steps of its history.
 * @param {import('ckeditor5').Editor} editor An editor with one root.
 * @returns {import('./binding.js').Field}
 */
export function ckEditorField(editor) {
  return new CKEditorField(editor);
}

class CKEditorField {
  #editor;
  #kept;
  #showing = false;
  #detach = () => {};

  /** @param {import('ckeditor5').Editor} editor */
  constructor(editor) {
    this.#editor = editor;
    this.#kept = new KeptParts(editor.model);
    this.element = /** @type {HTMLElement} */ (editor.editing.view.getDomRoot());
  }

  /** @param {() => void} edited */
  attach(edited) {
    const { model } = this.#editor;
    /** @param {unknown} _ @param {import('ckeditor5').Operation[]} operations */
    const before = (_, [operation]) => this.#showing || this.#kept.applies(operation);
    /** @param {unknown} _ @param {import('ckeditor5').Operation[]} operations */
    const after = (_, [operation]) => this.#showing && this.#kept.applied(operation);
    const changed = () => this.#showing || edited();
    const reverted = () => this.#kept.reverted();
    const commands = ['undo', 'redo'].map((name) => this.#editor.commands.get(name));
    model.on('applyOperation', before, { priority: 'highest' });
    model.on('applyOperation', after, { priority: 'lowest' });
    model.document.on('change:data', changed);
    // Not before the command has stored the selection of the step.
    for (const command of commands) command?.on('execute', reverted, { priority: 'lowest' });
    this.#detach = () => {
      model.off('applyOperation', before);
      model.off('applyOperation', after);
      model.document.off('change:data', changed);
      for (const command of commands) command?.off('execute', reverted);
    };
  }

  /** @param {unknown} stored */
  show(stored) {
    const html = typeof stored === 'string' ? stored : '';
    const target = this.#editor.data.stringify(this.#editor.data.parse(html));
    this.#showing = true;
    this.#change((writer, root, fragment) => patchChildren(writer, this.#editor.model.schema, root, fragment), html);
    // What the smallest change cannot express, as the grouping of list items.
    if (!sameHtml(this.#editor.getData(), target)) {
      this.#change((writer, root, fragment) => {
        writer.remove(writer.createRangeIn(root));
        writer.insert(fragment, root, 0);
      }, html);
    }
    this.#showing = false;
  }

  read() {
    return this.#editor.getData();
  }

  /** @param {unknown} one @param {unknown} other */
  same(one, other) {
    return typeof one === 'string' && typeof other === 'string' ? sameHtml(one, other) : one === other;
  }

  /** @param {boolean} readOnly */
  lock(readOnly) {
    if (readOnly) this.#editor.enableReadOnlyMode(lockId);
    else this.#editor.disableReadOnlyMode(lockId);
  }

  detach() {
    this.#detach();
    this.#kept.clear();
  }

  /**
   * @param {(writer: import('ckeditor5').ModelWriter, root: import('ckeditor5').ModelElement, fragment: import('ckeditor5').ModelDocumentFragment) => void} change
   * @param {string} html
   */
  #change(change, html) {
    const root = this.#editor.model.document.getRoot();
    if (!root) return;
    const { selection } = this.#editor.model.document;
    const [start] = selection.isCollapsed ? [selection.getFirstPosition()] : [];
    // What is inserted at the caret goes behind it.
    const caret = start && ModelLivePosition.fromPosition(start, 'toPrevious');
    this.#editor.model.enqueueChange({ isUndoable: false, isLocal: false }, (writer) => {
      const fragment = this.#editor.data.parse(html);
      // An editor without a paragraph has no place for the caret.
      if (fragment.isEmpty) writer.appendElement('paragraph', fragment);
      change(writer, root, fragment);
      if (caret && caret.root === root) writer.setSelection(caret.toPosition());
      caret?.detach();
    });
  }
}
