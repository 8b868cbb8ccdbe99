export type Draft = import('./drafts.js').Draft;
export type DraftSlot = {
    store: import('./draft-guard.js').GuardedDrafts;
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
    copy: Draft | null;
    /**
     * Why the store could not be read.
     */
    error: Error | null;
    /**
     * Lets another instance continue from the draft.
     */
    release: () => void;
};
/** @typedef {import('./drafts.js').Draft} Draft */
/**
 * Where an instance keeps its draft.
 * @typedef {object} DraftSlot
 * @property {import('./draft-guard.js').GuardedDrafts} store
 * @property {string} user Whose draft it is.
 * @property {string} document The document's address.
 * @property {string} id The id of the draft.
 * @property {Draft | null} draft The draft to continue from.
 * @property {Draft | null} copy The version of the document that was read last.
 * @property {Error | null} error Why the store could not be read.
 * @property {() => void} release Lets another instance continue from the draft.
 */
/**
 * The newest draft of a document whose instance is gone, or a slot for a new draft.
 * @param {import('./draft-guard.js').GuardedDrafts} store
 * @param {string} user
 * @param {string} document
 * @param {AbortSignal} [signal] Nothing is held once it is aborted.
 * @returns {Promise<DraftSlot>}
 */
export declare function draftSlot(store: import('./draft-guard.js').GuardedDrafts, user: string, document: string, signal?: AbortSignal): Promise<DraftSlot>;
/**
 * The slot of a draft; null where its instance is open, or has removed it.
 * @param {import('./draft-guard.js').GuardedDrafts} store
 * @param {import('./drafts.js').DraftKey} key
 * @returns {Promise<DraftSlot | null>}
 */
export declare function claimDraft(store: import('./draft-guard.js').GuardedDrafts, { user, document, id }: import('./drafts.js').DraftKey): Promise<DraftSlot | null>;
