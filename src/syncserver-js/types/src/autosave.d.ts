export type Save = import('./save-state.js').Save;
export type SaveResponse = import('./save-response.js').SaveResponse;
export type SavingCallbacks = {
    statusChanged: (status: import('./status.js').Status) => void;
    conflictDetected: (conflict: import('./conflict.js').Conflict) => void;
    /**
     * The draft may have to be written.
     */
    draftChanged: () => void;
    /**
     * Writes the draft now.
     */
    writeDraft: () => Promise<void> | undefined;
};
export type Callbacks = SavingCallbacks & import('./editor.js').Handlers;
/** @typedef {import('./save-state.js').Save} Save @typedef {import('./save-response.js').SaveResponse} SaveResponse */
/**
 * @typedef {object} SavingCallbacks
 * @property {(status: import('./status.js').Status) => void} statusChanged
 * @property {(conflict: import('./conflict.js').Conflict) => void} conflictDetected
 * @property {() => void} draftChanged The draft may have to be written.
 * @property {() => Promise<void> | undefined} writeDraft Writes the draft now.
 */
/** @typedef {SavingCallbacks & import('./editor.js').Handlers} Callbacks */
/** Saves the changes of one document, and adopts what the server has. */
export declare class Autosave {
    #private;
    /**
     * @param {import('./transport.js').Transport} transport
     * @param {string} session
     * @param {import('./syncserver.js').OpenOptions} options
     * @param {Callbacks} callbacks
     */
    constructor(transport: import('./transport.js').Transport, session: string, { contentType, merge, debounce, maxWait, maxInFlight }: import('./syncserver.js').OpenOptions, callbacks: Callbacks);
    /** The `Session-Id` of the next save. */
    get session(): string;
    get content(): unknown;
    get pendingConflict(): import("./conflict.js").Conflict | null;
    /** @returns {import('./status.js').Status} */
    get status(): import('./status.js').Status;
    /** What a crash must not lose; null when all is saved. @returns {import('./save-state.js').SaveState | null} */
    get unsaved(): import('./save-state.js').SaveState | null;
    /** Reads and adopts the newest version. */
    load(): Promise<void>;
    /**
     * Continues from a draft: retries its saves in flight, in order, then sends its pending changes, then reads the newest version.
     * @param {import('./drafts.js').Draft} draft
     */
    resume({ document, id, writtenAt, complete, ...state }: import('./drafts.js').Draft): void;
    /** @param {unknown} content */
    save(content: unknown): void;
    delete(): void;
    /** Sends pending changes without waiting for a pause in typing. */
    flush(): Promise<import("./status.js").Status>;
    /** The page may be closed at any moment. @param {boolean} unloading Whether it is being closed, and its requests with it. */
    suspend(unloading: boolean): void;
    /** The page is in use again. @param {boolean} slept Whether events and responses may have been missed. */
    wake(slept: boolean): void;
    /** An event announced a version, or events may have been missed. @param {number} [version] @param {import('./document.js').Person | null} [savedBy] */
    checkRemote(version?: number, savedBy?: import('./document.js').Person | null): void;
    /** A lock was released, which may have been the reason for a refusal. */
    unlocked(): void;
    /** Holds the editor's content. @returns {() => void} Releases it. */
    hold(): () => void;
    close(): void;
}
