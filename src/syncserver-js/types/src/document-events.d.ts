export type RemoteChange<Content = unknown> = import('./document-types.js').RemoteChange<Content>;
export type Listener<Content = unknown> = import('./document-types.js').Listener<Content>;
/** @template [Content=unknown] @typedef {import('./document-types.js').RemoteChange<Content>} RemoteChange */
/** @template [Content=unknown] @typedef {import('./document-types.js').Listener<Content>} Listener */
/**
 * The handlers and listeners of a document.
 * @template [Content=unknown] The type of the content.
 */
export declare class DocumentEvents<Content = unknown> {
    #private;
    /** Called when the status has changed. @type {((status: import('./status.js').Status) => void) | null} */
    onStatusChange: ((status: import('./status.js').Status) => void) | null;
    /** Called when a save met another session's version. @type {((conflict: import('./conflict.js').Conflict) => void) | null} */
    onConflict: ((conflict: import('./conflict.js').Conflict) => void) | null;
    /**
     * Called when the content was replaced by the server's, or when a newer version is known that the next save will merge with or meet as a
     * conflict. If it throws for a replaced content, the version is not adopted and the state becomes `unreadable`. Setting this, `onPresenceChange` or
     * `onLockChange` opens an event stream, which a page closes while it is hidden.
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
     * Notifies every listener of a remote change, then throws what the first of them has thrown.
     * @protected
     * @param {RemoteChange<any>} change
     */
    protected show(change: RemoteChange<any>): void;
    /**
     * Adds a listener, which is called before the document's handlers. One with `onRemoteChange` opens the event stream.
     * @param {Listener<Content>} listener
     * @returns {() => void} Removes it.
     */
    listen(listener: Listener<Content>): () => void;
    /**
     * Listeners come first: a binding shows a content before the application hears of it.
     * @protected
     * @returns {Listener<Content>[]}
     */
    protected get listeners(): Listener<Content>[];
    /** Whether an event stream is needed. @protected */
    protected get wantsEvents(): boolean;
    /** `wantsEvents` may have changed. @protected */
    protected updateStream(): void;
}
