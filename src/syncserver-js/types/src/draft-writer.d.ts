export type SaveState = import('./save-state.js').SaveState;
export type Callbacks = {
    /**
     * The unsaved changes; null for none.
     */
    unsaved: () => SaveState | null;
    /**
     * The adopted version with its content; null while a change is unsaved, or where there is none.
     */
    readable: () => SaveState | null;
    /**
     * The draft was written, or could not be.
     */
    written: (error: Error | null) => void;
};
/** @typedef {import('./save-state.js').SaveState} SaveState */
/**
 * @typedef {object} Callbacks
 * @property {() => SaveState | null} unsaved The unsaved changes; null for none.
 * @property {() => SaveState | null} readable The adopted version with its content; null while a change is unsaved, or where there is none.
 * @property {(error: Error | null) => void} written The draft was written, or could not be.
 */
/** Writes one instance's unsaved changes to a store, and removes them once all is saved. Then the content is kept as the copy of the document. */
export declare class DraftWriter {
    #private;
    /**
     * @param {import('./draft-slot.js').DraftSlot} slot
     * @param {{ contentType?: string, merge?: boolean }} label
     * @param {Callbacks} callbacks
     */
    constructor(slot: import('./draft-slot.js').DraftSlot, { contentType, merge }: {
        contentType?: string;
        merge?: boolean;
    }, callbacks: Callbacks);
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
