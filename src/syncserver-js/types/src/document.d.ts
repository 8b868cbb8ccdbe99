import { Presence } from './presence.js';
export type Person = {
    id: string;
    name: string;
};
export type RemoteChange = {
    /**
     * The new content; null if the document was deleted, or if `applied` is false.
     */
    content: unknown;
    /**
     * The version's number.
     */
    version: number;
    /**
     * True if it is the document's content now, so that the editor has to show it. False if a change of the user is unsaved: the
     * next save merges with this version or meets a conflict.
     */
    applied: boolean;
    /**
     * Who saved it; null if that is not known.
     */
    savedBy: Person | null;
};
export type Listener = {
    onStatusChange?: (status: import('./status.js').Status) => void;
    onConflict?: (conflict: import('./conflict.js').Conflict) => void;
    onRemoteChange?: (change: RemoteChange) => void;
};
export type DraftSlot = {
    store: import('./drafts.js').DraftStore;
    /**
     * The name of the document in the store.
     */
    document: string;
    /**
     * The id of the draft.
     */
    id: string;
    /**
     * The draft to continue from.
     */
    draft: import('./drafts.js').Draft | null;
    /**
     * Lets another instance continue from the draft.
     */
    release: () => void;
};
/** One document, open for editing in its own session. */
export declare class SyncDocument {
    #private;
    /** The presence of this session (docs/protocol.md, section 10). */
    presence: Presence;
    /** Called when the status has changed. @type {((status: import('./status.js').Status) => void) | null} */
    onStatusChange: ((status: import('./status.js').Status) => void) | null;
    /** Called when a save met another session's version. @type {((conflict: import('./conflict.js').Conflict) => void) | null} */
    onConflict: ((conflict: import('./conflict.js').Conflict) => void) | null;
    /**
     * Use `openDocument`, which also reads the document.
     * @param {import('./transport.js').Transport} transport
     * @param {string} session
     * @param {DraftSlot | null} slot
     * @param {import('./syncserver.js').OpenOptions} options
     */
    constructor(transport: import('./transport.js').Transport, session: string, slot: DraftSlot | null, options: import('./syncserver.js').OpenOptions);
    /** The current content; null while the document does not exist or is deleted. */
    get content(): unknown;
    /** The newest version that was read or that the server acknowledged; 0 when there is none. */
    get version(): number;
    /** The current status. @returns {import('./status.js').Status} */
    get status(): import('./status.js').Status;
    /** The conflict that waits for a choice; null if there is none. */
    get pendingConflict(): import("./conflict.js").Conflict | null;
    /** Whether the document was opened with the draft of an earlier instance. */
    get resumed(): boolean;
    /**
     * Called when the content was replaced by the server's, or when a newer version is known that the next save will merge with or meet as a
     * conflict. If it throws for a replaced content, the version is not adopted and the state becomes `unreadable`. Setting this, `onPresenceChange` or `onLockChange` opens an event stream, which a page closes while it is hidden.
     */
    get onRemoteChange(): ((change: RemoteChange) => void) | null;
    set onRemoteChange(handler: ((change: RemoteChange) => void) | null);
    /** Called when a session joins or leaves the document, or changes its presence. */
    get onPresenceChange(): ((present: import('./presence.js').Present) => void) | null;
    set onPresenceChange(handler: ((present: import('./presence.js').Present) => void) | null);
    /** Called when a lock on the document is taken, released, taken over or has expired. */
    get onLockChange(): ((change: import('./live.js').LockChange) => void) | null;
    set onLockChange(handler: ((change: import('./live.js').LockChange) => void) | null);
    /**
     * Reads the document, or continues from its draft.
     * @throws {import('./problem.js').ProblemError} when the server refuses to show the document.
     * @throws {TypeError} when the server cannot be reached.
     */
    load(): Promise<void>;
    /**
     * Takes the user's content, and saves it after a pause in typing. Call it after each change; the same content again is not a change.
     * @param {unknown} content A JSON value, a string or a `Uint8Array`, as the content type says.
     */
    save(content: unknown): void;
    /**
     * Adds a listener, which is called before the document's handlers. One with `onRemoteChange` opens the event stream.
     * @param {Listener} listener
     * @returns {() => void} Removes it.
     */
    listen(listener: Listener): () => void;
    /**
     * Holds the editor's content, as during an IME composition: no version of the server becomes the content until the returned function is called.
     * Saves continue; what was announced meanwhile is read and adopted, or reported, after that.
     * @returns {() => void} Releases the content.
     */
    hold(): () => void;
    /** Deletes the document, after earlier changes are saved. Saving afterwards creates it again. */
    delete(): void;
    /**
     * Sends pending changes without waiting for a pause in typing.
     * @returns {Promise<import('./status.js').Status>} The status once all is saved, or cannot be saved without a choice.
     */
    flush(): Promise<import('./status.js').Status>;
    /**
     * Takes a lock on the document, or on the part at a JSON pointer (docs/protocol.md, section 7). It is renewed until it is released or the document
     * is closed.
     * @param {string} [scope]
     * @param {{ ttl?: number, takeover?: boolean }} [options] `ttl` in seconds, 5 to 300; default 30. `takeover`: whether the lock may be taken from
     *   its holder; default false.
     * @throws {import('./problem.js').ProblemError} with the type `locked` while another session holds it.
     */
    lock(scope?: string, { ttl, takeover }?: {
        ttl?: number;
        takeover?: boolean;
    }): Promise<import("./locks.js").Lock>;
    /**
     * Closes the document. Nothing more is sent: flush it before. Unsaved changes are left to the draft, and are lost without a draft store.
     * @returns {Promise<void>} Resolved once another instance can continue from the draft.
     */
    close(): Promise<void>;
}
