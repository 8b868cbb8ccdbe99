export type Save = import('./save-state.js').Save;
export type Answer = import('./answer.js').Answer;
export type Ends = {
    status: (status: import('./status.js').Status) => void;
    /**
     * Somebody else's version stands in the way.
     */
    conflict: (conflict: import('./conflict.js').Conflict) => void;
    /**
     * Somebody else changed the document.
     */
    remote: (change: import('./document.js').RemoteChange) => void;
    /**
     * There may be something else to keep in the draft.
     */
    changed: () => void;
    /**
     * Keeps the draft now.
     */
    keep: () => Promise<void> | undefined;
    /**
     * Gives what the editor holds.
     */
    editor: (() => unknown) | undefined;
};
/** @typedef {import('./save-state.js').Save} Save @typedef {import('./answer.js').Answer} Answer */
/**
 * @typedef {object} Ends
 * @property {(status: import('./status.js').Status) => void} status
 * @property {(conflict: import('./conflict.js').Conflict) => void} conflict Somebody else's version stands in the way.
 * @property {(change: import('./document.js').RemoteChange) => void} remote Somebody else changed the document.
 * @property {() => void} changed There may be something else to keep in the draft.
 * @property {() => Promise<void> | undefined} keep Keeps the draft now.
 * @property {(() => unknown) | undefined} editor Gives what the editor holds.
 */
/** What is typed in one document, and its way to the server and back. */
export declare class Autosave {
    #private;
    /**
     * @param {import('./transport.js').Transport} transport
     * @param {string} session
     * @param {import('./syncserver.js').OpenOptions} options
     * @param {Ends} ends
     */
    constructor(transport: import('./transport.js').Transport, session: string, options: import('./syncserver.js').OpenOptions, ends: Ends);
    /** The `Session-Id` of what is sent from now on. */
    get session(): string;
    get content(): unknown;
    get conflict(): import("./conflict.js").Conflict | null;
    /** @returns {import('./status.js').Status} */
    get status(): import('./status.js').Status;
    /** What a crash must not lose; null when all is saved. @returns {import('./save-state.js').SaveState | null} */
    get unsaved(): import('./save-state.js').SaveState | null;
    /** Opens the newest version. */
    load(): Promise<void>;
    /**
     * Goes on with what another instance left: repeats its saves in flight, in order, then sends what was typed since, then looks
     * for a newer version.
     * @param {import('./drafts.js').Draft} draft
     */
    resume({ document, id, keptAt, complete, ...state }: import('./drafts.js').Draft): void;
    /** @param {unknown} content */
    save(content: unknown): void;
    delete(): void;
    /** Sends what was typed without waiting for a pause. */
    flush(): Promise<import("./status.js").Status>;
    /** The page may end at any moment. @param {boolean} ends Whether it does, and its requests with it. */
    leave(ends: boolean): void;
    /** The page is in use again. @param {boolean} slept Whether so much time went by that nothing is certain. */
    stay(slept: boolean): void;
    /** There is a newer version, or may be one where no number is given. @param {number} [version] */
    look(version?: number): void;
    /** A lock is gone, which may have been in the way. */
    unlocked(): void;
    close(): void;
}
