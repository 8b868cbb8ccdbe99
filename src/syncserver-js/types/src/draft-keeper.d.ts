/** Keeps one instance's unsaved text in a store, and takes it out once all is saved. */
export declare class DraftKeeper {
    #private;
    /**
     * @param {import('./drafts.js').DraftStore} store
     * @param {string} document
     * @param {string} id Of the draft.
     * @param {boolean} stored Whether there is one.
     * @param {() => import('./save-state.js').SaveState | null} unsaved What is to be kept; null for nothing.
     */
    constructor(store: import('./drafts.js').DraftStore, document: string, id: string, stored: boolean, unsaved: () => import('./save-state.js').SaveState | null);
    /** Something may have changed. */
    changed(): void;
    /**
     * Brings the store up to date.
     * @param {boolean} [complete] Whether nothing is sent any more.
     * @returns {Promise<void>}
     */
    keep(complete?: boolean): Promise<void>;
    /** Nothing changes any more. */
    stop(): void;
}
