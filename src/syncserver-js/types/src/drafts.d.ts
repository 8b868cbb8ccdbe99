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
/**
 * The unsaved changes of one instance, with all that is needed to continue its session (docs/protocol.md, section 13). It can be cloned with
 * `structuredClone`. A draft without changes, whose `id` is empty, is the *copy* of a document: the version that was read last, with its content, so that the
 * document can be opened offline.
 * @typedef {import('./save-state.js').SaveState & DraftLabel} Draft
 */
/**
 * @typedef {object} DraftLabel
 * @property {string} user Whose draft it is; empty if that is not known.
 * @property {string} document The document's address.
 * @property {string} id The id of the draft; empty for the copy of a document.
 * @property {number} writtenAt Unix time in milliseconds.
 * @property {boolean} complete Whether the draft holds every save that its instance sent, because the document was closed. Where a page or a process just
 *   ended, a save may have been sent after the draft was written.
 * @property {string} [contentType] The content type of its changes.
 * @property {boolean} [merge] The option `merge` of the document.
 */
/** What names a draft. @typedef {Pick<Draft, 'user' | 'document' | 'id'>} DraftKey */
/**
 * Stores drafts. The calls of one instance are carried out in order. A call that fails is reported as `draftError` in the status, and repeated. A store may
 * delete copies at any time, and drafts that are too old.
 * @typedef {object} DraftStore
 * @property {(user: string, document?: string) => Promise<Draft[]>} list Returns the drafts and copies of a user, of one document if it is named.
 * @property {(draft: Draft) => Promise<void>} put Stores a draft in place of the one with the same key.
 * @property {(key: DraftKey) => Promise<void>} remove
 */
/** How many copies a store keeps. */
export declare const maxCopies = 100;
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
