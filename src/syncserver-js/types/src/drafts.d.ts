export type Draft = import('./save-state.js').SaveState & DraftLabel;
export type DraftLabel = {
    /**
     * Whose draft it is; empty if that is not known.
     */
    user: string;
    /**
     * The document's address.
     */
    document: string;
    /**
     * The id of the draft; empty for the copy of a document.
     */
    id: string;
    /**
     * Unix time in milliseconds.
     */
    writtenAt: number;
    /**
     * Whether the draft holds every save that its instance sent, because the document was closed. Where a page or a process just
     * ended, a save may have been sent after the draft was written.
     */
    complete: boolean;
    /**
     * The content type of its changes.
     */
    contentType?: string;
    /**
     * The option `merge` of the document.
     */
    merge?: boolean;
};
export type DraftKey = Pick<Draft, 'user' | 'document' | 'id'>;
export type DraftStore = {
    /**
     * Returns the drafts and copies of a user, of one document if it is named.
     */
    list: (user: string, document?: string) => Promise<Draft[]>;
    /**
     * Stores a draft in place of the one with the same key.
     */
    put: (draft: Draft) => Promise<void>;
    remove: (key: DraftKey) => Promise<void>;
};
/** Drafts in memory, for tests and for programs whose process outlives their documents. @implements {DraftStore} */
export declare class MemoryDrafts implements DraftStore {
    #private;
    /** @param {string} user @param {string} [document] */
    list(user: string, document?: string): Promise<Draft[]>;
    /** @param {Draft} draft */
    put(draft: Draft): Promise<void>;
    /** @param {DraftKey} key */
    remove(key: DraftKey): Promise<void>;
}
/** Drafts in the browser's IndexedDB. @implements {DraftStore} */
export declare class IndexedDrafts implements DraftStore {
    #private;
    /** @param {{ maxAge?: number }} [options] `maxAge`: after how many days a draft that was not written again is deleted; default 30. */
    constructor({ maxAge }?: {
        maxAge?: number;
    });
    /** @param {string} user @param {string} [document] @returns {Promise<Draft[]>} */
    list(user: string, document?: string): Promise<Draft[]>;
    /** @param {Draft} draft */
    put(draft: Draft): Promise<void>;
    /** @param {DraftKey} key */
    remove({ user, document, id }: DraftKey): Promise<void>;
}
