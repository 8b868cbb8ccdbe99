export type Draft = import('./drafts.js').Draft;
export type DraftSlot = {
    store: import('./drafts.js').DraftStore;
    /**
     * Whose draft it is.
     */
    user: string;
    /**
     * The document's address.
     */
    document: string;
    /**
     * The id of the draft.
     */
    id: string;
    /**
     * The draft to continue from.
     */
    draft: Draft | null;
    /**
     * The version of the document that was read last.
     */
    copy?: Draft | null;
    /**
     * Why the store could not be read.
     */
    error: Error | null;
    /**
     * Lets another instance continue from the draft.
     */
    release: (() => void) | null;
};
/**
 * The draft store of the options, whose calls always end, and whose drafts are used.
 * @param {import('./syncserver.js').OpenOptions} options
 */
export declare function draftsOf({ drafts, user, token }: import('./syncserver.js').OpenOptions): Promise<{
    store: import("./drafts.js").DraftStore;
    user: string;
} | null>;
/**
 * The newest draft of a document whose instance is gone, or a slot for a new draft; null without a draft store.
 * @param {string} document
 * @param {import('./syncserver.js').OpenOptions} options
 * @returns {Promise<DraftSlot | null>}
 */
export declare function openSlot(document: string, options: import('./syncserver.js').OpenOptions): Promise<DraftSlot | null>;
/**
 * The slot of a draft; null where its instance is open, or has removed it.
 * @param {import('./drafts.js').DraftStore} store
 * @param {import('./drafts.js').DraftKey} key
 * @returns {Promise<DraftSlot | null>}
 */
export declare function claimDraft(store: import('./drafts.js').DraftStore, { user, document, id }: import('./drafts.js').DraftKey): Promise<DraftSlot | null>;
