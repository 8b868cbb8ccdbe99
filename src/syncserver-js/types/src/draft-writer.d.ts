/** Writes one instance's unsaved changes to a store, and removes them once all is saved. Then the content is kept as the copy of the document. */
export declare class DraftWriter {
    #private;
    /**
     * @param {import('./draft-slot.js').DraftSlot} slot
     * @param {{ merge?: boolean }} options
     * @param {import('./working-copy.js').WorkingCopy} copy
     * @param {(error: Error | null) => void} written The draft was written, or could not be.
     */
    constructor(slot: import('./draft-slot.js').DraftSlot, { merge }: {
        merge?: boolean;
    }, copy: import('./working-copy.js').WorkingCopy, written: (error: Error | null) => void);
    /** Something may have changed. */
    schedule(): void;
    /**
     * Writes the draft now. If the store fails, saves continue without it.
     * @param {boolean} [complete] Whether no save is sent any more.
     * @param {number} [attempts] How often it is repeated at once if it fails; after that later, while the document is open.
     * @returns {Promise<void>}
     */
    write(complete?: boolean, attempts?: number): Promise<void>;
    /** Removes the copy: the person may not read the document any more, or it does not exist. Only what is read or saved later is kept again. */
    forget(): void;
    /** Writes nothing more. */
    stop(): void;
}
