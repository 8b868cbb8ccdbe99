import { WorkingCopy } from './working-copy.js';
export type Save = import('./save-state.js').Save;
export type SaveResponse = import('./save-response.js').SaveResponse;
/** @typedef {import('./save-state.js').Save} Save @typedef {import('./save-response.js').SaveResponse} SaveResponse */
/** Saves the changes of one document, and adopts what the server has. */
export declare class Autosave {
    #private;
    /**
     * @param {import('./transport.js').Transport} transport
     * @param {string} session
     * @param {import('./syncserver.js').OpenOptions} options
     * @param {import('./status.js').Callbacks & import('./editor.js').Handlers} callbacks
     */
    constructor(transport: import('./transport.js').Transport, session: string, { contentType, merge, debounce, maxWait, maxInFlight }: import('./syncserver.js').OpenOptions, callbacks: import('./status.js').Callbacks & import('./editor.js').Handlers);
    /** The content, and the state of its saves. */
    get copy(): WorkingCopy;
    get pendingConflict(): import("./conflict.js").Conflict | null;
    /** @returns {import('./status.js').Status} */
    get status(): import('./status.js').Status;
    /** Why the draft could not be written; null if it could. @param {Error | null} error */
    set draftError(error: Error | null);
    /**
     * Opens the document with a version.
     * @param {import('./save-state.js').DocumentVersion | null} version null for a document that does not exist.
     * @param {import('./content.js').Body | null} body
     * @param {boolean} [offline] Whether the server could not be reached: the newest version is read as soon as it can be.
     */
    open(version: import('./save-state.js').DocumentVersion | null, body: import('./content.js').Body | null, offline?: boolean): void;
    /**
     * Continues from a draft: retries its saves in flight, in order, then sends its pending changes, then reads the newest version.
     * @param {import('./drafts.js').Draft} draft
     */
    resume({ user, document, id, writtenAt, complete, contentType, merge, ...state }: import('./drafts.js').Draft): void;
    /** @param {unknown} content @param {import('./content.js').Body | null} [source] */
    save(content: unknown, source?: import('./content.js').Body | null): void;
    /** Makes an earlier content the user's edit, once the editor shows it. @param {unknown} content @param {import('./content.js').Body} source */
    restore(content: unknown, source: import('./content.js').Body): void;
    delete(): void;
    /** Sends pending changes without waiting for a pause in typing. @returns {Promise<import('./status.js').Status>} */
    flush(): Promise<import('./status.js').Status>;
    /** Takes what the editor has not saved yet. */
    readEditor(): void;
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
