/** Writes one instance's unsaved changes to a store, and removes them once all is saved. */
export declare class DraftWriter {
    #private;
    /**
     * @param {import('./drafts.js').DraftStore} store
     * @param {string} document
     * @param {string} id The draft's id.
     * @param {boolean} exists Whether the store has the draft.
     * @param {() => import('./save-state.js').SaveState | null} unsaved What is to be stored; null for nothing.
     */
    constructor(store: import('./drafts.js').DraftStore, document: string, id: string, exists: boolean, unsaved: () => import('./save-state.js').SaveState | null);
    /** Something may have changed. */
    schedule(): void;
    /**
     * Writes the draft now. If the store fails, saves continue without it.
     * @param {boolean} [complete] Whether no save is sent any more.
     * @returns {Promise<void>}
     */
    write(complete?: boolean): Promise<void>;
    /** Writes nothing more. */
    stop(): void;
}
