import { WorkingCopy } from './working-copy.js';
export type Save = import('./save-state.js').Save;
export type SaveResponse = import('./save-response.js').SaveResponse;
export type Status = import('./status.js').Status;
export type Body = import('./content.js').Body;
export type Draft = import('./drafts.js').Draft;
/** @typedef {import('./save-state.js').Save} Save @typedef {import('./save-response.js').SaveResponse} SaveResponse @typedef {import('./status.js').Status} Status */
/** @typedef {import('./content.js').Body} Body @typedef {import('./drafts.js').Draft} Draft */
/** Saves the changes of one document, and adopts what the server has. */
export declare class Autosave {
    #private;
    /** The content, and the state of its saves. */
    copy: WorkingCopy;
    /**
     * @param {import('./transport.js').Transport} transport
     * @param {string} session
     * @param {import('./syncserver.js').OpenOptions} options
     * @param {import('./status.js').Callbacks & import('./editor.js').Handlers} callbacks
     */
    constructor(transport: import('./transport.js').Transport, session: string, { contentType, merge, debounce, maxWait, maxInFlight }: import('./syncserver.js').OpenOptions, callbacks: import('./status.js').Callbacks & import('./editor.js').Handlers);
    get pendingConflict(): import("./conflict.js").Conflict | null;
    /** @returns {Status} */
    get status(): Status;
    /** Why the draft could not be written; null if it could. @param {Error | null} error */
    set draftError(error: Error | null);
    /**
     * Opens the document with a version.
     * @param {import('./save-state.js').DocumentVersion | null} version null for a document that does not exist.
     * @param {Body | null} body
     * @param {boolean} [offline] Whether the server could not be reached: the newest version is read as soon as it can be.
     */
    open(version: import('./save-state.js').DocumentVersion | null, body: Body | null, offline?: boolean): void;
    /** Continues from a draft: retries its saves in flight, in order, sends its pending changes, then reads the newest version. @param {Draft} draft */
    resume({ complete, ...state }: Draft): void;
    /** @param {unknown} content @param {Body | null} [source] */
    save(content: unknown, source?: Body | null): void;
    /** Makes an earlier content the user's edit, once what the editor has is saved and not held. @param {Body} source @returns {Promise<Status>} */
    restore(source: Body): Promise<Status>;
    delete(): void;
    /** Sends pending changes without waiting for a pause in typing. @returns {Promise<Status>} */
    flush(): Promise<Status>;
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
