export { bind } from './binding.js';
/**
 * A `<textarea>`, or an `<input>` of the type text, search, url or tel, on a string. It has an undo history of its own, because the browser's does not
 * survive changes of others.
 * @param {HTMLTextAreaElement | HTMLInputElement} element
 * @returns {import('./binding.js').Field}
 */
export declare function textField(element: HTMLTextAreaElement | HTMLInputElement): import('./binding.js').Field;
