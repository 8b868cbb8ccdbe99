import { ClassicEditor } from 'ckeditor5';
/**
 * CKEditor 5 with its Autosave plugin on an HTML document.
 * @param {HTMLElement} element
 * @param {string} url `/v1/{collection}/{id}`
 * @param {Partial<import('../src/syncserver.js').OpenOptions>} options
 * @param {(conflict: import('../src/syncserver.js').Conflict) => void} onConflict Shows both versions, and calls a choice.
 */
export declare function editWithCKEditor(element: HTMLElement, url: string, options: Partial<import('../src/syncserver.js').OpenOptions>, onConflict: (conflict: import('../src/syncserver.js').Conflict) => void): Promise<{
    note: import("../src/document.js").SyncDocument<unknown>;
    editor: ClassicEditor;
}>;
