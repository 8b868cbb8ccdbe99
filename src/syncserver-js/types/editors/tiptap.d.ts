export { bind } from './binding.js';
/**
 * TipTap 3 on the JSON of its document. Changes of others are not in its history (`addToHistory`), which maps its own steps through them.
 * @param {import('@tiptap/core').Editor} editor An editor that is mounted.
 * @returns {import('./binding.js').Field}
 */
export declare function tipTapField(editor: import('@tiptap/core').Editor): import('./binding.js').Field;
