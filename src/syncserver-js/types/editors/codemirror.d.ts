import { EditorView } from 'codemirror';
/**
 * CodeMirror on a text document. Changes of others are merged by line where they do not overlap.
 * @param {HTMLElement} parent
 * @param {string} url `/v1/{collection}/{id}`
 * @param {Partial<import('../src/syncserver.js').OpenOptions>} options
 * @param {(conflict: import('../src/syncserver.js').Conflict) => void} onConflict Shows what cannot be merged, and calls a choice.
 */
export declare function editWithCodeMirror(parent: HTMLElement, url: string, options: Partial<import('../src/syncserver.js').OpenOptions>, onConflict: (conflict: import('../src/syncserver.js').Conflict) => void): Promise<{
    note: import("../src/document.js").SyncDocument<unknown>;
    view: EditorView;
}>;
