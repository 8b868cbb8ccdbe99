// @ts-check

/** @template [Content=unknown] @typedef {import('./document-types.js').RemoteChange<Content>} RemoteChange */
/** @template [Content=unknown] @typedef {import('./document-types.js').Listener<Content>} Listener */

/**
 * The handlers and listeners of a document.
 * @template [Content=unknown] The type of the content.
 */
export class DocumentEvents {
  /** Called when the status has changed. @type {((status: import('./status.js').Status) => void) | null} */
  onStatusChange = null;

  /** Called when a save met another session's version. @type {((conflict: import('./conflict.js').Conflict) => void) | null} */
  onConflict = null;

  /** @type {Set<Listener<any>>} */
  #listeners = new Set();
  /** @type {((change: RemoteChange<Content>) => void) | null} */
  #onRemoteChange = null;
  /** @type {((present: import('./presence.js').Present) => void) | null} */
  #onPresenceChange = null;
  /** @type {((change: import('./live.js').LockChange) => void) | null} */
  #onLockChange = null;

  /**
   * Called when the content was replaced by the server's, or when a newer version is known that the next save will merge with or meet as a
   * conflict. If it throws for a replaced content, the version is not adopted and the state becomes `unreadable`. Setting this, `onPresenceChange` or
   * `onLockChange` opens an event stream, which a page closes while it is hidden.
   */
  get onRemoteChange() {
    return this.#onRemoteChange;
  }

  set onRemoteChange(handler) {
    this.#onRemoteChange = handler;
    this.updateStream();
  }

  /** Called when a session joins or leaves the document, or changes its presence. */
  get onPresenceChange() {
    return this.#onPresenceChange;
  }

  set onPresenceChange(handler) {
    this.#onPresenceChange = handler;
    this.updateStream();
  }

  /** Called when a lock on the document is taken, released, taken over or has expired. */
  get onLockChange() {
    return this.#onLockChange;
  }

  set onLockChange(handler) {
    this.#onLockChange = handler;
    this.updateStream();
  }

  /**
   * Notifies every listener of a remote change, then throws what the first of them has thrown.
   * @protected
   * @param {RemoteChange<any>} change
   */
  show(change) {
    /** @type {unknown[]} */
    const errors = [];
    for (const { onRemoteChange } of this.listeners) {
      try {
        onRemoteChange?.(change);
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }

  /**
   * Adds a listener, which is called before the document's handlers. One with `onRemoteChange` opens the event stream.
   * @param {Listener<Content>} listener
   * @returns {() => void} Removes it.
   */
  listen(listener) {
    this.#listeners.add(listener);
    this.updateStream();
    return () => {
      this.#listeners.delete(listener);
      this.updateStream();
    };
  }

  /**
   * Listeners come first: a binding shows a content before the application hears of it.
   * @protected
   * @returns {Listener<Content>[]}
   */
  get listeners() {
    return [...this.#listeners, this];
  }

  /** Whether an event stream is needed. @protected */
  get wantsEvents() {
    return Boolean(this.#onPresenceChange ?? this.#onLockChange) || this.listeners.some(({ onRemoteChange }) => onRemoteChange);
  }

  /** `wantsEvents` may have changed. @protected */
  updateStream() {}
}
