export type Draft = import('./save-state.js').SaveState & DraftLabel;
export type DraftLabel = {
    document: string;
    id: string;
    writtenAt: number;
    /**
     * Whether the draft holds every save that its instance sent, because the document was closed. Where a page or a process just
     * ended, a save may have been sent after the draft was written.
     */
    complete: boolean;
};
export type DraftStore = {
    /**
     * Returns all drafts of a document.
     */
    list: (document: string) => Promise<Draft[]>;
    /**
     * Stores a draft in place of the one with the same `document` and `id`.
     */
    put: (draft: Draft) => Promise<void>;
    remove: (document: string, id: string) => Promise<void>;
};
/**
 * The unsaved changes of one instance, with all that is needed to continue its session (docs/protocol.md, section 13). It can be cloned with
 * `structuredClone`.
 * @typedef {import('./save-state.js').SaveState & DraftLabel} Draft
 */
/**
 * @typedef {object} DraftLabel
 * @property {string} document
 * @property {string} id
 * @property {number} writtenAt
 * @property {boolean} complete Whether the draft holds every save that its instance sent, because the document was closed. Where a page or a process just
 *   ended, a save may have been sent after the draft was written.
 */
/**
 * Stores drafts. The calls of one instance are carried out in order. A call that fails is ignored.
 * @typedef {object} DraftStore
 * @property {(document: string) => Promise<Draft[]>} list Returns all drafts of a document.
 * @property {(draft: Draft) => Promise<void>} put Stores a draft in place of the one with the same `document` and `id`.
 * @property {(document: string, id: string) => Promise<void>} remove
 */
/** Drafts in memory, for tests and for programs whose process outlives their documents. @implements {DraftStore} */
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
