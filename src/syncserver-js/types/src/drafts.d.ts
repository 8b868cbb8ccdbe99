export type Draft = import('./save-state.js').SaveState & Label;
export type Label = {
    document: string;
    id: string;
    keptAt: number;
    /**
     * Whether every save that its instance sent is in it: it was closed. Where a page or a process just ended, one
     * may have left after the draft was kept.
     */
    complete: boolean;
};
export type DraftStore = {
    /**
     * All drafts of a document.
     */
    list: (document: string) => Promise<Draft[]>;
    /**
     * Keeps a draft in place of the one with the same `document` and `id`.
     */
    put: (draft: Draft) => Promise<void>;
    remove: (document: string, id: string) => Promise<void>;
};
/**
 * One instance's unsaved text, and what has to be remembered with it (protocol 13), as it is kept against a crash or a closed tab.
 * It can be cloned (`structuredClone`).
 * @typedef {import('./save-state.js').SaveState & Label} Draft
 */
/**
 * @typedef {object} Label
 * @property {string} document
 * @property {string} id
 * @property {number} keptAt
 * @property {boolean} complete Whether every save that its instance sent is in it: it was closed. Where a page or a process just ended, one
 *   may have left after the draft was kept.
 */
/**
 * Keeps drafts. The calls of one instance are carried out in their order; what fails is as if it was not asked for.
 * @typedef {object} DraftStore
 * @property {(document: string) => Promise<Draft[]>} list All drafts of a document.
 * @property {(draft: Draft) => Promise<void>} put Keeps a draft in place of the one with the same `document` and `id`.
 * @property {(document: string, id: string) => Promise<void>} remove
 */
/** Drafts in memory: for tests, and for programs whose process outlives their documents. @implements {DraftStore} */
export declare class MemoryDrafts implements DraftStore {
    #private;
    /** @param {string} document */
    list(document: string): Promise<Draft[]>;
    /** @param {Draft} draft */
    put(draft: Draft): Promise<void>;
    /** @param {string} document @param {string} id */
    remove(document: string, id: string): Promise<void>;
}
/** Drafts in the browser's IndexedDB. @implements {DraftStore} */
export declare class IndexedDrafts implements DraftStore {
    #private;
    /** @param {string} document @returns {Promise<Draft[]>} */
    list(document: string): Promise<Draft[]>;
    /** @param {Draft} draft */
    put(draft: Draft): Promise<void>;
    /** @param {string} document @param {string} id */
    remove(document: string, id: string): Promise<void>;
}
