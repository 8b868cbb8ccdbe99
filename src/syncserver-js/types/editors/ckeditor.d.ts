export { bind } from './binding.js';
/**
 * CKEditor 5 on an HTML string. Changes of others are batches that cannot be undone, through which the editor transforms the steps of its history.
 * @param {import('ckeditor5').Editor} editor An editor with one root.
 * @returns {import('./binding.js').Field}
 */
export declare function ckEditorField(editor: import('ckeditor5').Editor): import('./binding.js').Field;
