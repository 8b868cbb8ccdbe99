export type Ends = {
    /**
     * Whether no save is in flight and no conflict waits.
     */
    idle: () => boolean;
    /**
     * Takes what the editor holds, and says whether that was anything new.
     */
    hear: () => boolean;
    /**
     * Somebody else changed the document.
     */
    tell: (change: import('./document.js').RemoteChange) => void;
    /**
     * A look at the server has ended.
     */
    done: () => void;
};
/** Somebody else's versions: heard of, read, and taken where nothing is unsaved. */
export declare class RemoteWatch {
    #private;
    /**
     * @param {import('./transport.js').Transport} transport
     * @param {import('./working-copy.js').WorkingCopy} copy
     * @param {Ends} ends
     */
    constructor(transport: import('./transport.js').Transport, copy: import('./working-copy.js').WorkingCopy, ends: Ends);
    wake(): void;
    /** This version was heard of. @param {number} version */
    heard(version: number): void;
    /** Looks for a newer version that nothing was heard of. */
    look(): void;
    /** Everything up to this version is settled. @param {number} version What was read. */
    settle(version: number): void;
    /** Does what can be done now. */
    follow(): void;
    stop(): void;
}
