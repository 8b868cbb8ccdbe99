import { Presence } from './presence.js';
export type RemoteChange = {
    /**
     * The document's content: the new one, or what was typed where `pending`.
     */
    content: unknown;
    /**
     * The new version.
     */
    version: number;
    /**
     * Whether something is unsaved, so that the change is only told of: the next save meets it.
     */
    pending: boolean;
};
export type Place = {
    store: import('./drafts.js').DraftStore;
    /**
     * The name of the document in the store.
     */
    document: string;
    /**
     * The name of the draft.
     */
    id: string;
    /**
     * One to go on with.
     */
    draft: import('./drafts.js').Draft | null;
    release: () => void;
};
/** One document, open for editing in a session of its own. */
export declare class SyncDocument {
    #private;
    /** Who else is here (protocol 10). */
    presence: Presence;
    /** Called after each change of the status. @type {((status: import('./status.js').Status) => void) | null} */
    onStatus: ((status: import('./status.js').Status) => void) | null;
    /** Called when somebody else's version stands in the way of a save. @type {((conflict: import('./conflict.js').Conflict) => void) | null} */
    onConflict: ((conflict: import('./conflict.js').Conflict) => void) | null;
    /**
     * Use `openDocument`, which also reads it.
     * @param {import('./transport.js').Transport} transport
     * @param {string} session
     * @param {Place | null} place
     * @param {import('./syncserver.js').OpenOptions} options
     */
    constructor(transport: import('./transport.js').Transport, session: string, place: Place | null, options: import('./syncserver.js').OpenOptions);
    /** What was last read, typed or merged; null while the document does not exist. */
    get content(): unknown;
    /** The newest version that `content` was made on; 0 when there is none. */
    get version(): number;
    /** How it stands now. @returns {import('./status.js').Status} */
    get status(): import('./status.js').Status;
    /** The conflict that waits for a choice; null when there is none. */
    get conflict(): import("./conflict.js").Conflict | null;
    /** Whether it began with text that an instance before it had not saved. */
    get resumed(): boolean;
    /**
     * Called when somebody else changed the document. Setting this, `onPresence` or `onLocks` opens a stream of events, which a
     * page out of sight does without.
     */
    get onRemoteChange(): ((change: RemoteChange) => void) | null;
    set onRemoteChange(handler: ((change: RemoteChange) => void) | null);
    /** Called when somebody comes, goes or does something else. */
    get onPresence(): ((event: import('./live.js').PresenceEvent) => void) | null;
    set onPresence(handler: ((event: import('./live.js').PresenceEvent) => void) | null);
    /** Called when a lock on the document is taken or gone. */
    get onLocks(): ((event: import('./live.js').LockEvent) => void) | null;
    set onLocks(handler: ((event: import('./live.js').LockEvent) => void) | null);
    /**
     * Reads the document, or goes on with the draft.
     * @throws {import('./problem.js').ProblemError} when the server refuses to show it.
     * @throws {TypeError} when the server cannot be reached.
     */
    load(): Promise<void>;
    /**
     * Takes what was typed, and saves it once typing pauses. The same content again is nothing new.
     * @param {unknown} content A JSON value, a string or a `Uint8Array`, as the content type says.
     */
    save(content: unknown): void;
    /** Deletes the document, after what was typed before it and before what is typed after it, which creates it anew. */
    delete(): void;
    /**
     * Sends what was typed without waiting for a pause.
     * @returns {Promise<import('./status.js').Status>} The status once all is saved, or cannot be without a choice.
     */
    flush(): Promise<import('./status.js').Status>;
    /**
     * Takes a lock on the document, or on the part at a JSON pointer, and renews it until it is released or the document closed.
     * @param {string} [scope]
     * @param {{ ttl?: number, takeover?: boolean }} [options] `ttl` in seconds, 5 to 300; default 30.
     * @throws {import('./problem.js').ProblemError} with the type `locked` while another session holds it.
     */
    lock(scope?: string, { ttl, takeover }?: {
        ttl?: number;
        takeover?: boolean;
    }): Promise<import("./locks.js").Lock>;
    /**
     * Sends nothing more. What has to be on the server is flushed before; what is not is kept as a draft, where there is a store.
     * @returns {Promise<void>} Resolved once that is done, and the draft is there for another instance.
     */
    close(): Promise<void>;
}
