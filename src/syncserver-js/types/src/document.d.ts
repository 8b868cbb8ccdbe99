import { Presence } from './presence.js';
export type Person = {
    id: string;
    name: string;
};
export type RemoteChange<Content = unknown> = {
    /**
     * The new content; null if the document was deleted, or if `applied` is false.
     */
    content: Content | null;
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
export type Revision = {
    version: number;
    etag: string;
    /**
     * RFC 3339, UTC.
     */
    savedAt: string;
    savedBy: Person;
    /**
     * The session's tag.
     */
    session: string | null;
    sequence: number | null;
    base: number | null;
    outcome: string;
    /**
     * Bytes.
     */
    size: number;
    deleted: boolean;
};
export type Listener = {
    onStatusChange?: (status: import('./status.js').Status) => void;
    onConflict?: (conflict: import('./conflict.js').Conflict) => void;
    onRemoteChange?: (change: RemoteChange) => void;
};
/** The documents of this page that keep a draft. @type {Set<SyncDocument<any>>} */
export declare const instances: Set<SyncDocument<any>>;
/**
 * One document, open for editing in its own session.
 * @template [Content=unknown] The type of the content.
 */
export declare class SyncDocument<Content = unknown> {
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
     * @param {import('./draft-slot.js').DraftSlot | null} slot
     * @param {import('./syncserver.js').OpenOptions} options
     */
    constructor(transport: import('./transport.js').Transport, session: string, slot: import('./draft-slot.js').DraftSlot | null, options: import('./syncserver.js').OpenOptions);
    /** The current content; null while the document does not exist or is deleted. @returns {Content | null} */
    get content(): Content | null;
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
    get onRemoteChange(): ((change: RemoteChange<Content>) => void) | null;
    set onRemoteChange(handler: ((change: RemoteChange<Content>) => void) | null);
    /** Called when a session joins or leaves the document, or changes its presence. */
    get onPresenceChange(): ((present: import('./presence.js').Present) => void) | null;
    set onPresenceChange(handler: ((present: import('./presence.js').Present) => void) | null);
    /** Called when a lock on the document is taken, released, taken over or has expired. */
    get onLockChange(): ((change: import('./live.js').LockChange) => void) | null;
    set onLockChange(handler: ((change: import('./live.js').LockChange) => void) | null);
    /**
     * Reads the document, or continues from its draft, or opens it offline.
     * @param {AbortSignal} [signal]
     * @throws {import('./problem.js').ProblemError} when the server refuses to show the document.
     * @throws {TypeError} when the server cannot be reached.
     */
    load(signal?: AbortSignal): Promise<void>;
    /**
     * Takes the user's content, and saves it after a pause in typing. Call it after each change; the same content again is not a change.
     * @param {Content} content A JSON value, a string or a `Uint8Array`, as the content type says.
     */
    save(content: Content): void;
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
     * Closes the document: sends what waits, for at most `closeWait`. What is not saved by then is left to the draft, and lost without a draft store.
     * @param {boolean} [now] Whether to leave it to the draft at once, also where the document is being closed already.
     * @returns {Promise<void>} Resolved once another instance can continue from the draft; the same promise for each call.
     */
    close(now?: boolean): Promise<void>;
    /**
     * Passes the draft on to another instance of the same person and document, where this one is being closed.
     * @param {string} user
     * @param {string} document
     */
    passOn(user: string, document: string): Promise<void>;
}
