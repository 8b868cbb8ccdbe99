export type Draft = import('./drafts.js').Draft;
export type DraftKey = import('./drafts.js').DraftKey;
export type DraftStore = import('./drafts.js').DraftStore;
/** @typedef {import('./drafts.js').Draft} Draft @typedef {import('./drafts.js').DraftKey} DraftKey @typedef {import('./drafts.js').DraftStore} DraftStore */
/** Drafts in memory, for tests and for programs whose process outlives their documents. @implements {DraftStore} */
export declare class MemoryDrafts implements DraftStore {
    #private;
    /** @param {string} user @param {string} [document] */
    list(user: string, document?: string): Promise<import("./drafts.js").Draft[]>;
    /** @param {Draft} draft */
    put(draft: Draft): Promise<void>;
    /** @param {DraftKey} key */
    remove(key: DraftKey): Promise<void>;
}
