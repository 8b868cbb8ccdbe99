// @ts-check
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
  #showing = false;
  #onChange = () => {};

  /** @param {import('ckeditor5').Editor} editor */
  constructor(editor) {
    this.#editor = editor;
    this.element = /** @type {HTMLElement} */ (editor.editing.view.getDomRoot());
  }

  /** @param {() => void} edited */
  attach(edited) {
    this.#onChange = () => {
      if (!this.#showing) edited();
    };
    this.#editor.model.document.on('change:data', this.#onChange);
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
    this.#editor.model.document.off('change:data', this.#onChange);
  }

  /**
   * @param {(writer: import('ckeditor5').ModelWriter, root: import('ckeditor5').ModelElement, fragment: import('ckeditor5').ModelDocumentFragment) => void} change
   * @param {string} html
   */
  #change(change, html) {
    const root = this.#editor.model.document.getRoot();
    if (!root) return;
    this.#editor.model.enqueueChange({ isUndoable: false, isLocal: false }, (writer) => {
      const fragment = this.#editor.data.parse(html);
      // An editor without a paragraph has no place for the caret.
      if (fragment.isEmpty) writer.appendElement('paragraph', fragment);
      change(writer, root, fragment);
    });
  }
}
