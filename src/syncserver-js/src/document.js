// @ts-check
import { Autosave } from './autosave.js';
import { parse } from './content.js';
import { DocumentEvents } from './document-events.js';
import { DraftWriter } from './draft-writer.js';
import { callHandler } from './handlers.js';
import { watchPage } from './lifecycle.js';
import { ownEvents } from './live.js';
import { Locks } from './locks.js';
import { Presence } from './presence.js';
import { isTransient } from './retry.js';
import { withTimeout } from './transport.js';

/** @typedef {import('./problem.js').ProblemError} ProblemError @typedef {import('./document-types.js').Person} Person @typedef {import('./document-types.js').Revision} Revision */
/** @template [Content=unknown] @typedef {import('./document-types.js').RemoteChange<Content>} RemoteChange */
/** @template [Content=unknown] @typedef {import('./document-types.js').Listener<Content>} Listener */

/** Milliseconds after which a hidden page closes its event stream. */
const hiddenLimit = 20_000;

/** Milliseconds after which a document that can be opened offline does not wait for the server. */
const openWait = 5000;

/** What keeps a draft in this page, and passes it on to a document that is opened. @type {Set<{ passOn(user: string, document: string): Promise<void> }>} */
export const instances = new Set();

/**
 * One document, open for editing in its own session.
 * @template [Content=unknown] The type of the content.
 * @extends {DocumentEvents<Content>}
 */
export class SyncDocument extends DocumentEvents {
  #transport;
  #autosave;
  #live;
  #drafts;
  #slot;
  #options;
  #unwatch;
  /** Aborted where `close` does not wait for the saves any more. */
  #hurry = new AbortController();
  /** @type {Promise<void> | null} */
  #closing = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #hidden;
  #locks;

  /**
   * Use `openDocument`, which also reads the document.
   * @param {import('./transport.js').Transport} transport
   * @param {string} session
   * @param {import('./draft-slot.js').DraftSlot | null} slot
   * @param {import('./syncserver.js').OpenOptions} options
   */
  constructor(transport, session, slot, options) {
    super();
    this.#transport = transport;
    this.#slot = slot;
    this.#options = options;
    this.#autosave = new Autosave(transport, session, options, {
      statusChanged: (status) => this.listeners.forEach(({ onStatusChange }) => callHandler(onStatusChange, status)),
      conflictDetected: (conflict) => this.listeners.forEach(({ onConflict }) => callHandler(onConflict, conflict)),
      remoteChanged: (change) => this.show(change),
      draftChanged: () => this.#drafts?.schedule(),
      writeDraft: () => this.#drafts?.write(),
      hidden: () => this.#drafts?.forget(),
      editor: options.editor,
    });
    this.#drafts = slot && new DraftWriter(slot, options, this.#autosave.copy, (error) => (this.#autosave.draftError = error));
    if (slot) {
      this.#autosave.draftError = slot.error;
      instances.add(this);
    }
    const user = slot?.user ?? '';
    const eventCallbacks = {
      connected: (/** @type {boolean} */ resumed) => resumed || this.#autosave.checkRemote(),
      event: (/** @type {string} */ type, /** @type {any} */ data) => this.#received(type, data),
    };
    this.#live = options.events?.(transport, user, eventCallbacks) ?? ownEvents(transport, user, eventCallbacks);
    /** @type {import('./locks.js').Request} */
    const request = (method, path, body) => transport.request(method, {
      url: transport.below(path),
      headers: { 'Session-Id': this.#autosave.copy.state.session, 'Content-Type': 'application/json' },
      body: body && JSON.stringify(body),
      keepalive: method === 'DELETE',
    });
    this.#locks = new Locks(request);
    /** The presence of this session (docs/protocol.md, section 10). */
    this.presence = new Presence(transport, request);
    this.#unwatch = watchPage({ suspended: (unloading) => this.#suspend(unloading), resumed: (slept) => this.#wake(slept) });
  }

  /** The current content; null while the document does not exist or is deleted. @returns {Content | null} */
  get content() {
    return /** @type {Content | null} */ (this.#autosave.copy.content);
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
   * Reads the document, or continues from its draft, or opens it offline.
   * @param {AbortSignal} [signal]
   * @throws {import('./problem.js').ProblemError} when the server refuses to show the document.
   * @throws {TypeError} when the server cannot be reached.
   */
  async load(signal) {
    if (this.#slot?.draft) return this.#autosave.resume(this.#slot.draft);
    const copy = this.#slot?.copy;
    const opensOffline = this.#options.create || copy;
    try {
      const { version, body } = await this.#transport.read(signal, opensOffline ? openWait : undefined);
      this.#autosave.open(version, body);
      if (version === null) this.#drafts?.forget();
    } catch (error) {
      if (/** @type {ProblemError} */ (error).type === 'not-allowed') this.#drafts?.forget();
      if (!opensOffline || !isTransient(error)) throw error;
      this.#autosave.open(copy?.adopted ?? null, copy?.content ?? null, true);
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
   * @returns {Promise<import('./status.js').Status>} The status once all is saved, or cannot be saved without a choice. It is `retrying` where nothing is
   *   unsaved in a document that was opened offline.
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
  lock(scope = '', options = {}) {
    this.#expectOpen();
    return this.#locks.acquire(scope, options);
  }

  /**
   * Lists versions, the newest first (docs/protocol.md, section 6).
   * @param {{ before?: number | string, limit?: number }} [options] `before`: the `next` of the page before; `limit`: 1 to 1,000, default 100.
   * @returns {Promise<{ items: Revision[], next: string | null }>}
   * @throws {ProblemError} when the server refuses it.
   */
  history({ before, limit = 100 } = {}) {
    return this.#transport.readJson(this.#transport.below(`revisions?limit=${limit}${before ? `&before=${before}` : ''}`));
  }

  /**
   * Reads the content of a version.
   * @param {number} version
   * @returns {Promise<Content>}
   * @throws {ProblemError} when the version is a delete, or not kept.
   */
  async revision(version) {
    return /** @type {Content} */ (parse(await this.#readBody(version), this.#autosave.copy.contentType));
  }

  /** @param {number} version */
  #readBody(version) {
    return this.#transport.readContent(this.#transport.below(`revisions/${version}`), this.#hurry.signal);
  }

  /**
   * Makes the content of an earlier version the newest one: as an edit of the user, after earlier changes are saved, so that nothing is lost, and not while the
   * editor's content is held. `onRemoteChange` reports it, so that the editor shows it; if it throws, nothing is restored.
   * @param {number} version
   * @returns {Promise<import('./status.js').Status>} As `flush`. If earlier changes cannot be saved, nothing is restored.
   * @throws {ProblemError} when the version is a delete, or not kept.
   */
  async restore(version) {
    return this.#autosave.restore(await this.#readBody(version));
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
    this.presence.close();
    if (!signal.aborted) await withTimeout(signal, () => this.#autosave.flush(), this.#options.closeWait ?? 10_000).catch(() => {});
    clearTimeout(this.#hidden);
    // What was typed meanwhile is left to the draft.
    this.#autosave.readEditor();
    const written = this.#drafts?.write(true);
    this.#drafts?.stop();
    this.#autosave.close();
    this.#unwatch();
    this.#locks.release();
    await written;
    this.#slot?.release?.();
    instances.delete(this);
  }

  #expectOpen() {
    if (this.status.state === 'closed') throw new Error('The document is closed.');
  }

  /** @protected @override */
  updateStream() {
    if (this.wantsEvents && !this.#closing) this.#live.start();
    else this.#live.stop();
  }

  /** @param {string} type @param {any} data */
  #received(type, data) {
    const { lockId, scope, holder = null, takenBy = null } = data;
    // A reset has no version.
    if (/^(saved|deleted|reset)$/.test(type)) this.#autosave.checkRemote(data.version, data.savedBy);
    else if (type === 'presence') callHandler(this.onPresenceChange, data);
    if (type === 'unlocked') this.#autosave.unlocked();
    if (/^(un)?locked$/.test(type)) callHandler(this.onLockChange, { lockId, scope, locked: type === 'locked', holder, takenBy });
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
    this.updateStream();
  }
}
