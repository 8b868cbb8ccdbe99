// @ts-check
import { Autosave } from './autosave.js';
import { DraftWriter } from './draft-writer.js';
import { callHandler } from './handlers.js';
import { watchPage } from './lifecycle.js';
import { Live } from './live.js';
import { acquireLock } from './locks.js';
import { Presence } from './presence.js';
import { isNetworkFault, isTransient } from './retry.js';

/** A user, as the server names them. @typedef {{ id: string, name: string }} Person */

/**
 * A version of the server differs from the user's content: another session saved, the server merged, or a conflict was resolved with another content.
 * @template [Content=unknown]
 * @typedef {object} RemoteChange
 * @property {Content | null} content The new content; null if the document was deleted, or if `applied` is false.
 * @property {number} version The version's number.
 * @property {boolean} applied True if it is the document's content now, so that the editor has to show it. False if a change of the user is unsaved: the
 *   next save merges with this version or meets a conflict.
 * @property {Person | null} savedBy Who saved it; null if that is not known.
 */

/**
 * One version in the history (docs/protocol.md, section 6).
 * @typedef {object} Revision
 * @property {number} version
 * @property {string} etag
 * @property {string} savedAt RFC 3339, UTC.
 * @property {Person} savedBy
 * @property {string | null} session The session's tag.
 * @property {number | null} sequence
 * @property {number | null} base
 * @property {string} outcome
 * @property {number} size Bytes.
 * @property {boolean} deleted
 */

/**
 * What an editor binding or a part of a page hears, beside the handlers of the document.
 * @typedef {object} Listener
 * @property {(status: import('./status.js').Status) => void} [onStatusChange]
 * @property {(conflict: import('./conflict.js').Conflict) => void} [onConflict]
 * @property {(change: RemoteChange) => void} [onRemoteChange]
 */

/** Milliseconds after which a hidden page closes its event stream. */
const hiddenLimit = 20_000;

/** Milliseconds after which a document that can be opened offline does not wait for the server. */
const openWait = 5000;

/** The documents of this page that keep a draft. @type {Set<SyncDocument<any>>} */
export const instances = new Set();

/**
 * One document, open for editing in its own session.
 * @template [Content=unknown] The type of the content.
 */
export class SyncDocument {
  /** Called when the status has changed. @type {((status: import('./status.js').Status) => void) | null} */
  onStatusChange = null;

  /** Called when a save met another session's version. @type {((conflict: import('./conflict.js').Conflict) => void) | null} */
  onConflict = null;

  #transport;
  #autosave;
  #live;
  #drafts;
  #slot;
  #create;
  #closeWait;
  #unwatch;
  /** Aborted where `close` does not wait for the saves any more. */
  #hurry = new AbortController();
  /** @type {Promise<void> | null} */
  #closing = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #hidden;
  /** @type {Set<import('./locks.js').Lock>} */
  #locks = new Set();
  /** @type {Set<Listener>} */
  #listeners = new Set();
    /** @type {((change: RemoteChange<Content>) => void) | null} */
  #onRemoteChange = null;
  /** @type {((present: import('./presence.js').Present) => void) | null} */
  #onPresenceChange = null;
  /** @type {((change: import('./live.js').LockChange) => void) | null} */
  #onLockChange = null;

  /**
   * Use `openDocument`, which also reads the document.
   * @param {import('./transport.js').Transport} transport
   * @param {string} session
   * @param {import('./draft-slot.js').DraftSlot | null} slot
   * @param {import('./syncserver.js').OpenOptions} options
   */
  constructor(transport, session, slot, options) {
    this.#transport = transport;
    this.#slot = slot;
    this.#create = options.create;
    this.#closeWait = options.closeWait ?? 10_000;
    this.#autosave = new Autosave(transport, session, options, {
      statusChanged: (status) => this.#heard.forEach(({ onStatusChange }) => callHandler(onStatusChange, status)),
      conflictDetected: (conflict) => this.#heard.forEach(({ onConflict }) => callHandler(onConflict, conflict)),
      remoteChanged: (change) => this.#heard.forEach(({ onRemoteChange }) => onRemoteChange?.(/** @type {RemoteChange<any>} */ (change))),
      draftChanged: () => this.#drafts?.schedule(),
      writeDraft: () => this.#drafts?.write(),
      editor: options.editor,
    });
    this.#drafts = slot && new DraftWriter(slot, options, {
      unsaved: () => this.#autosave.unsaved,
      readable: () => this.#autosave.readable,
      written: (error) => (this.#autosave.draftError = error),
    });
    if (slot) {
      this.#autosave.draftError = slot.error;
      instances.add(this);
    }
    this.#live = new Live(transport, {
      versionSaved: (version, savedBy) => this.#autosave.checkRemote(version, savedBy),
      eventsMissed: () => this.#autosave.checkRemote(),
      presenceChanged: (present) => callHandler(this.#onPresenceChange, present),
      lockChanged: (change) => this.#lockChanged(change),
    });
    /** The presence of this session (docs/protocol.md, section 10). */
    this.presence = new Presence(transport, () => this.#autosave.session);
    this.#unwatch = watchPage({ suspended: (unloading) => this.#suspend(unloading), resumed: (slept) => this.#wake(slept) });
  }

  /** The current content; null while the document does not exist or is deleted. @returns {Content | null} */
  get content() {
    return /** @type {Content | null} */ (this.#autosave.content);
  }

  /** The newest version that was read or that the server acknowledged; 0 when there is none. */
  get version() {
    return this.status.version;
  }

  /** The current status. @returns {import('./status.js').Status} */
  get status() {
    return this.#autosave.status;
  }

  /** The conflict that waits for a choice; null if there is none. */
  get pendingConflict() {
    return this.#autosave.pendingConflict;
  }

  /** Whether the document was opened with the draft of an earlier instance. */
  get resumed() {
    return Boolean(this.#slot?.draft);
  }

  /**
   * Called when the content was replaced by the server's, or when a newer version is known that the next save will merge with or meet as a
   * conflict. If it throws for a replaced content, the version is not adopted and the state becomes `unreadable`. Setting this, `onPresenceChange` or `onLockChange` opens an event stream, which a page closes while it is hidden.
   */
  get onRemoteChange() {
    return this.#onRemoteChange;
  }

  set onRemoteChange(handler) {
    this.#onRemoteChange = handler;
    this.#updateStream();
  }

  /** Called when a session joins or leaves the document, or changes its presence. */
  get onPresenceChange() {
    return this.#onPresenceChange;
  }

  set onPresenceChange(handler) {
    this.#onPresenceChange = handler;
    this.#updateStream();
  }

  /** Called when a lock on the document is taken, released, taken over or has expired. */
  get onLockChange() {
    return this.#onLockChange;
  }

  set onLockChange(handler) {
    this.#onLockChange = handler;
    this.#updateStream();
  }

  /**
   * Reads the document, or continues from its draft, or opens it offline.
   * @param {AbortSignal} [signal]
   * @throws {import('./problem.js').ProblemError} when the server refuses to show the document.
   * @throws {TypeError} when the server cannot be reached.
   */
  async load(signal) {
    if (this.#slot?.draft) return this.#autosave.resume(this.#slot.draft);
    const copy = this.#slot?.copy ?? null;
    const opensOffline = this.#create || copy !== null;
    try {
      await this.#autosave.load(signal, opensOffline ? openWait : undefined);
    } catch (error) {
      const { status } = /** @type {import('./problem.js').ProblemError} */ (error);
      if (!opensOffline || !(isNetworkFault(error) || isTransient(status))) throw error;
      this.#autosave.openOffline(copy);
    }
  }

  /**
   * Takes the user's content, and saves it after a pause in typing. Call it after each change; the same content again is not a change.
   * @param {Content} content A JSON value, a string or a `Uint8Array`, as the content type says.
   */
  save(content) {
    this.#expectOpen();
    this.#autosave.save(content);
  }

  /**
   * Adds a listener, which is called before the document's handlers. One with `onRemoteChange` opens the event stream.
   * @param {Listener} listener
   * @returns {() => void} Removes it.
   */
  listen(listener) {
    this.#listeners.add(listener);
    this.#updateStream();
    return () => {
      this.#listeners.delete(listener);
      this.#updateStream();
    };
  }

  /**
   * Holds the editor's content, as during an IME composition: no version of the server becomes the content until the returned function is called.
   * Saves continue; what was announced meanwhile is read and adopted, or reported, after that.
   * @returns {() => void} Releases the content.
   */
  hold() {
    return this.#autosave.hold();
  }

  /** Deletes the document, after earlier changes are saved. Saving afterwards creates it again. */
  delete() {
    this.#expectOpen();
    this.#autosave.delete();
  }

  /**
   * Sends pending changes without waiting for a pause in typing.
   * @returns {Promise<import('./status.js').Status>} The status once all is saved, or cannot be saved without a choice.
   */
  flush() {
    return this.#autosave.flush();
  }

  /**
   * Takes a lock on the document, or on the part at a JSON pointer (docs/protocol.md, section 7). It is renewed until it is released or the document
   * is closed.
   * @param {string} [scope]
   * @param {{ ttl?: number, takeover?: boolean }} [options] `ttl` in seconds, 5 to 300; default 30. `takeover`: whether the lock may be taken from
   *   its holder; default false.
   * @throws {import('./problem.js').ProblemError} with the type `locked` while another session holds it.
   */
  async lock(scope = '', { ttl = 30, takeover } = {}) {
    const lock = await acquireLock({ scope, ttlSeconds: ttl, takeover }, (method, path, body) => this.#transport.request(method, {
      url: this.#transport.below(path),
      headers: { 'Session-Id': this.#autosave.session, 'Content-Type': 'application/json' },
      body: body && JSON.stringify(body),
      keepalive: method === 'DELETE',
    }));
    this.#locks.add(lock);
    return lock;
  }

  /**
   * Closes the document: sends what waits, for at most `closeWait`. What is not saved by then is left to the draft, and lost without a draft store.
   * @param {boolean} [now] Whether to leave it to the draft at once, also where the document is being closed already.
   * @returns {Promise<void>} Resolved once another instance can continue from the draft; the same promise for each call.
   */
  close(now = false) {
    if (now) this.#hurry.abort();
    return this.#closing ??= this.#close();
  }

  /**
   * Passes the draft on to another instance of the same person and document, where this one is being closed.
   * @param {string} user
   * @param {string} document
   */
  async passOn(user, document) {
    if (this.#closing && this.#slot?.user === user && this.#slot.document === document) await this.close(true);
  }

  async #close() {
    const { signal } = this.#hurry;
    this.#live.stop();
    void this.presence.leave();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    if (!signal.aborted) {
      await Promise.race([this.#autosave.flush(), new Promise((resolve) => {
        timer = setTimeout(resolve, this.#closeWait);
        signal.addEventListener('abort', resolve);
      })]);
    }
    clearTimeout(timer);
    clearTimeout(this.#hidden);
    const written = this.#drafts?.write(true);
    this.#drafts?.stop();
    this.#autosave.close();
    this.#unwatch();
    for (const lock of this.#locks) void lock.release();
    this.#locks.clear();
    await written;
    this.#slot?.release();
    instances.delete(this);
  }

  #expectOpen() {
    if (this.#closing) throw new Error('The document is closed.');
  }

  /** Listeners come first: a binding shows a content before the application hears of it. */
  get #heard() {
    return [...this.#listeners, { onStatusChange: this.onStatusChange, onConflict: this.onConflict, onRemoteChange: this.#onRemoteChange }];
  }

  #updateStream() {
    const wantsEvents = this.#onPresenceChange ?? this.#onLockChange ?? this.#heard.some(({ onRemoteChange }) => onRemoteChange);
    if (!this.#closing && wantsEvents) this.#live.start();
    else this.#live.stop();
  }

  /** @param {import('./live.js').LockChange} change */
  #lockChanged(change) {
    if (!change.locked) this.#autosave.unlocked();
    callHandler(this.#onLockChange, change);
  }

  /** @param {boolean} unloading */
  #suspend(unloading) {
    this.#autosave.suspend(unloading);
    void this.#drafts?.write();
    // Browsers allow few connections to one server: a hidden page leaves its own to the others.
    this.#hidden ??= setTimeout(() => this.#live.stop(), hiddenLimit);
  }

  /** @param {boolean} slept */
  #wake(slept) {
    clearTimeout(this.#hidden);
    this.#hidden = undefined;
    this.#autosave.wake(slept);
    this.#updateStream();
  }
}
