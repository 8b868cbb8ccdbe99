// @ts-check
import { Autosave } from './autosave.js';
import { DraftWriter } from './draft-writer.js';
import { callHandler } from './handlers.js';
import { watchPage } from './lifecycle.js';
import { Live } from './live.js';
import { acquireLock } from './locks.js';
import { Presence } from './presence.js';

/** A user, as the server names them. @typedef {{ id: string, name: string }} Person */

/**
 * A version of the server differs from the user's content: another session saved, the server merged, or a conflict was resolved with another content.
 * @typedef {object} RemoteChange
 * @property {unknown} content The new content; null if the document was deleted, or if `applied` is false.
 * @property {number} version The version's number.
 * @property {boolean} applied True if it is the document's content now, so that the editor has to show it. False if a change of the user is unsaved: the
 *   next save merges with this version or meets a conflict.
 * @property {Person | null} savedBy Who saved it; null if that is not known.
 */

/**
 * What an editor binding or a part of a page hears, beside the handlers of the document.
 * @typedef {object} Listener
 * @property {(status: import('./status.js').Status) => void} [onStatusChange]
 * @property {(conflict: import('./conflict.js').Conflict) => void} [onConflict]
 * @property {(change: RemoteChange) => void} [onRemoteChange]
 */

/**
 * Where an instance keeps its draft.
 * @typedef {object} DraftSlot
 * @property {import('./drafts.js').DraftStore} store
 * @property {string} document The name of the document in the store.
 * @property {string} id The id of the draft.
 * @property {import('./drafts.js').Draft | null} draft The draft to continue from.
 * @property {() => void} release Lets another instance continue from the draft.
 */

/** Milliseconds after which a hidden page closes its event stream. */
const hiddenLimit = 20_000;

/** One document, open for editing in its own session. */
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
  #unwatch;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #hidden;
  /** @type {Set<import('./locks.js').Lock>} */
  #locks = new Set();
  /** @type {Set<Listener>} */
  #listeners = new Set();
  /** @type {((change: RemoteChange) => void) | null} */
  #onRemoteChange = null;
  /** @type {((present: import('./presence.js').Present) => void) | null} */
  #onPresenceChange = null;
  /** @type {((change: import('./live.js').LockChange) => void) | null} */
  #onLockChange = null;

  /**
   * Use `openDocument`, which also reads the document.
   * @param {import('./transport.js').Transport} transport
   * @param {string} session
   * @param {DraftSlot | null} slot
   * @param {import('./syncserver.js').OpenOptions} options
   */
  constructor(transport, session, slot, options) {
    this.#transport = transport;
    this.#slot = slot;
    this.#autosave = new Autosave(transport, session, options, {
      statusChanged: (status) => this.#heard.forEach(({ onStatusChange }) => callHandler(onStatusChange, status)),
      conflictDetected: (conflict) => this.#heard.forEach(({ onConflict }) => callHandler(onConflict, conflict)),
      remoteChanged: (change) => this.#heard.forEach(({ onRemoteChange }) => onRemoteChange?.(change)),
      draftChanged: () => this.#drafts?.schedule(),
      writeDraft: () => this.#drafts?.write(),
      editor: options.editor,
    });
    this.#drafts = slot && new DraftWriter(slot.store, slot.document, slot.id, slot.draft !== null, () => this.#autosave.unsaved);
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

  /** The current content; null while the document does not exist or is deleted. */
  get content() {
    return this.#autosave.content;
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
   * Reads the document, or continues from its draft.
   * @throws {import('./problem.js').ProblemError} when the server refuses to show the document.
   * @throws {TypeError} when the server cannot be reached.
   */
  async load() {
    if (this.#slot?.draft) this.#autosave.resume(this.#slot.draft);
    else await this.#autosave.load();
  }

  /**
   * Takes the user's content, and saves it after a pause in typing. Call it after each change; the same content again is not a change.
   * @param {unknown} content A JSON value, a string or a `Uint8Array`, as the content type says.
   */
  save(content) {
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
   * Closes the document. Nothing more is sent: flush it before. Unsaved changes are left to the draft, and are lost without a draft store.
   * @returns {Promise<void>} Resolved once another instance can continue from the draft.
   */
  async close() {
    const written = this.#drafts?.write(true);
    this.#drafts?.stop();
    this.#autosave.close();
    this.#live.stop();
    this.#unwatch();
    clearTimeout(this.#hidden);
    void this.presence.leave();
    for (const lock of this.#locks) void lock.release();
    this.#locks.clear();
    await written;
    this.#slot?.release();
  }

  /** Listeners come first: a binding shows a content before the application hears of it. */
  get #heard() {
    return [...this.#listeners, { onStatusChange: this.onStatusChange, onConflict: this.onConflict, onRemoteChange: this.#onRemoteChange }];
  }

  #updateStream() {
    const wantsEvents = this.#onPresenceChange ?? this.#onLockChange ?? this.#heard.some(({ onRemoteChange }) => onRemoteChange);
    if (wantsEvents) this.#live.start();
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
