import { DocumentEvents } from './document-events.js';
import { Presence } from './presence.js';
export type ProblemError = import('./problem.js').ProblemError;
export type Person = import('./document-types.js').Person;
export type Revision = import('./document-types.js').Revision;
export type RemoteChange<Content = unknown> = import('./document-types.js').RemoteChange<Content>;
export type Listener<Content = unknown> = import('./document-types.js').Listener<Content>;
/** What keeps a draft in this page, and passes it on to a document that is opened. @type {Set<{ passOn(user: string, document: string): Promise<void> }>} */
export declare const instances: Set<{
    passOn(user: string, document: string): Promise<void>;
}>;
/**
 * One document, open for editing in its own session.
 * @template [Content=unknown] The type of the content.
 * @extends {DocumentEvents<Content>}
 */
export declare class SyncDocument<Content = unknown> extends DocumentEvents<Content> {
    #private;
    /** The presence of this session (docs/protocol.md, section 10). */
    presence: Presence;
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
     * Holds the editor's content, as during an IME composition: no version of the server becomes the content until the returned function is called.
     * Saves continue; what was announced meanwhile is read and adopted, or reported, after that.
     * @returns {() => void} Releases the content.
     */
    hold(): () => void;
    /** Deletes the document, after earlier changes are saved. Saving afterwards creates it again. */
    delete(): void;
    /**
     * Sends pending changes without waiting for a pause in typing.
     * @returns {Promise<import('./status.js').Status>} The status once all is saved, or cannot be saved without a choice. It is `retrying` where nothing is
     *   unsaved in a document that was opened offline.
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
    lock(scope?: string, options?: {
        ttl?: number;
        takeover?: boolean;
    }): Promise<import("./locks.js").Lock>;
    /**
     * Lists versions, the newest first (docs/protocol.md, section 6).
     * @param {{ before?: number | string, limit?: number }} [options] `before`: the `next` of the page before; `limit`: 1 to 1,000, default 100.
     * @returns {Promise<{ items: Revision[], next: string | null }>}
     * @throws {ProblemError} when the server refuses it.
     */
    history({ before, limit }?: {
        before?: number | string;
        limit?: number;
    }): Promise<{
        items: Revision[];
        next: string | null;
    }>;
    /**
     * Reads the content of a version.
     * @param {number} version
     * @returns {Promise<Content>}
     * @throws {ProblemError} when the version is a delete, or not kept.
     */
    revision(version: number): Promise<Content>;
    /**
     * Makes the content of an earlier version the newest one: as an edit of the user, after earlier changes are saved, so that nothing is lost, and not while the
     * editor's content is held. `onRemoteChange` reports it, so that the editor shows it; if it throws, nothing is restored.
     * @param {number} version
     * @returns {Promise<import('./status.js').Status>} As `flush`. If earlier changes cannot be saved, nothing is restored.
     * @throws {ProblemError} when the version is a delete, or not kept.
     */
    restore(version: number): Promise<import('./status.js').Status>;
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
    /** @protected @override */
    protected updateStream(): void;
}
