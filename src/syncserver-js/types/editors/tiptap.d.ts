import { Editor } from '@tiptap/core';
/**
 * TipTap on a JSON document.
 * @param {HTMLElement} element
 * @param {string} url `/v1/{collection}/{id}`
 * @param {Partial<import('../src/syncserver.js').OpenOptions>} options
 * @param {(conflict: import('../src/syncserver.js').Conflict) => void} onConflict Shows both versions, and calls a choice.
 */
export declare function editWithTipTap(element: HTMLElement, url: string, options: Partial<import('../src/syncserver.js').OpenOptions>, onConflict: (conflict: import('../src/syncserver.js').Conflict) => void): Promise<{
    note: import("../src/document.js").SyncDocument<unknown>;
    editor: Editor;
}>;
