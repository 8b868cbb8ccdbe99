import { EditorView } from '@codemirror/view';
export { bind } from './binding.js';
/**
 * CodeMirror 6 on a string. Changes of others are not in its history (`addToHistory`), which maps its own steps through them.
 * @param {EditorView} view
 * @returns {import('./binding.js').Field}
 */
export declare function codeMirrorField(view: EditorView): import('./binding.js').Field;
