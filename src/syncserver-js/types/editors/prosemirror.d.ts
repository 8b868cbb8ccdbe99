export { bind } from './binding.js';
/**
 * ProseMirror on the JSON of its document. Changes of others are not in its history (`addToHistory`), which maps its own steps through them.
 * @param {import('prosemirror-view').EditorView} view
 * @returns {import('./binding.js').Field}
 */
export declare function proseMirrorField(view: import('prosemirror-view').EditorView): import('./binding.js').Field;
