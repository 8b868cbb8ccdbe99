// @ts-check
import { Autosave } from './autosave.js';
import { DraftKeeper } from './draft-keeper.js';
import { watchPage } from './lifecycle.js';
import { Live } from './live.js';
import { takeLock } from './locks.js';
import { Presence } from './presence.js';

/**
 * Somebody else changed the document; or a save of one's own was merged with what they changed, or a conflict settled with
 * something else than what was typed. Where it is not `pending`, the editor has to show `content`.
 * @typedef {object} RemoteChange
 * @property {unknown} content The document's content: the new one, or what was typed where `pending`.
 * @property {number} version The new version.
 * @property {boolean} pending Whether something is unsaved, so that the change is only told of: the next save meets it.
 */

/**
 * What an instance holds of its own while it lives.
 * @typedef {object} Place
 * @property {import('./drafts.js').DraftStore} store
 * @property {string} document The name of the document in the store.
 * @property {string} id The name of the draft.
 * @property {import('./drafts.js').Draft | null} draft One to go on with.
 * @property {() => void} release
 */

/** Milliseconds out of sight after which a page does without the stream of events. */
const outOfSight = 20_000;

/** One document, open for editing in a session of its own. */
export class SyncDocument {
  /** Called after each change of the status. @type {((status: import('./status.js').Status) => void) | null} */
  onStatus = null;

  /** Called when somebody else's version stands in the way of a save. @type {((conflict: import('./conflict.js').Conflict) => void) | null} */
  onConflict = null;

  #transport;
  #saving;
  #live;
  #keeper;
  #place;
  #unwatch;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #hidden;
  /** @type {Set<import('./locks.js').Lock>} */
  #locks = new Set();
  /** @type {((change: RemoteChange) => void) | null} */
  #onRemoteChange = null;
  /** @type {((event: import('./live.js').PresenceEvent) => void) | null} */
  #onPresence = null;
  /** @type {((event: import('./live.js').LockEvent) => void) | null} */
  #onLocks = null;

  /**
   * Use `openDocument`, which also reads it.
   * @param {import('./transport.js').Transport} transport
   * @param {string} session
   * @param {Place | null} place
   * @param {import('./syncserver.js').OpenOptions} options
   */
  constructor(transport, session, place, options) {
    this.#transport = transport;
    this.#place = place;
    this.#saving = new Autosave(transport, session, options, {
      status: (status) => this.onStatus?.(status),
      conflict: (conflict) => this.onConflict?.(conflict),
      remote: (change) => this.#onRemoteChange?.(change),
      changed: () => this.#keeper?.changed(),
      keep: () => this.#keeper?.keep(),
      editor: options.editor,
    });
    this.#keeper = place && new DraftKeeper(place.store, place.document, place.id, place.draft !== null, () => this.#saving.unsaved);
    this.#live = new Live(transport, {
      look: (version) => this.#saving.look(version),
      presence: (event) => this.#onPresence?.(event),
      lock: (event) => this.#heardOfLock(event),
    });
    /** Who else is here (protocol 10). */
    this.presence = new Presence(transport, () => this.#saving.session);
    this.#unwatch = watchPage({ leave: (ends) => this.#leave(ends), stay: (slept) => this.#stay(slept) });
  }

  /** What was last read, typed or merged; null while the document does not exist. */
  get content() {
    return this.#saving.content;
  }

  /** The newest version that `content` was made on; 0 when there is none. */
  get version() {
    return this.status.version;
  }

  /** How it stands now. @returns {import('./status.js').Status} */
  get status() {
    return this.#saving.status;
  }

  /** The conflict that waits for a choice; null when there is none. */
  get conflict() {
    return this.#saving.conflict;
  }

  /** Whether it began with text that an instance before it had not saved. */
  get resumed() {
    return Boolean(this.#place?.draft);
  }

  /**
   * Called when somebody else changed the document. Setting this, `onPresence` or `onLocks` opens a stream of events, which a
   * page out of sight does without.
   */
  get onRemoteChange() {
    return this.#onRemoteChange;
  }

  set onRemoteChange(handler) {
    this.#onRemoteChange = handler;
    this.#listen();
  }

  /** Called when somebody comes, goes or does something else. */
  get onPresence() {
    return this.#onPresence;
  }

  set onPresence(handler) {
    this.#onPresence = handler;
    this.#listen();
  }

  /** Called when a lock on the document is taken or gone. */
  get onLocks() {
    return this.#onLocks;
  }

  set onLocks(handler) {
    this.#onLocks = handler;
    this.#listen();
  }

  /**
   * Reads the document, or goes on with the draft.
   * @throws {import('./problem.js').ProblemError} when the server refuses to show it.
   * @throws {TypeError} when the server cannot be reached.
   */
  async load() {
    if (this.#place?.draft) this.#saving.resume(this.#place.draft);
    else await this.#saving.load();
  }

  /**
   * Takes what was typed, and saves it once typing pauses. The same content again is nothing new.
   * @param {unknown} content A JSON value, a string or a `Uint8Array`, as the content type says.
   */
  save(content) {
    this.#saving.save(content);
  }

  /** Deletes the document, after what was typed before it and before what is typed after it, which creates it anew. */
  delete() {
    this.#saving.delete();
  }

  /**
   * Sends what was typed without waiting for a pause.
   * @returns {Promise<import('./status.js').Status>} The status once all is saved, or cannot be without a choice.
   */
  flush() {
    return this.#saving.flush();
  }

  /**
   * Takes a lock on the document, or on the part at a JSON pointer, and renews it until it is released or the document closed.
   * @param {string} [scope]
   * @param {{ ttl?: number, takeover?: boolean }} [options] `ttl` in seconds, 5 to 300; default 30.
   * @throws {import('./problem.js').ProblemError} with the type `locked` while another session holds it.
   */
  async lock(scope = '', { ttl = 30, takeover } = {}) {
    const lock = await takeLock({ scope, ttlSeconds: ttl, takeover }, (method, path, body) => this.#transport.request(method, {
      url: this.#transport.below(path),
      headers: { 'Session-Id': this.#saving.session, 'Content-Type': 'application/json' },
      body: body && JSON.stringify(body),
      keepalive: method === 'DELETE',
    }));
    this.#locks.add(lock);
    return lock;
  }

  /**
   * Sends nothing more. What has to be on the server is flushed before; what is not is kept as a draft, where there is a store.
   * @returns {Promise<void>} Resolved once that is done, and the draft is there for another instance.
   */
  async close() {
    const kept = this.#keeper?.keep(true);
    this.#keeper?.stop();
    this.#saving.close();
    this.#live.stop();
    this.#unwatch();
    clearTimeout(this.#hidden);
    void this.presence.leave();
    for (const lock of this.#locks) void lock.release();
    this.#locks.clear();
    await kept;
    this.#place?.release();
  }

  #listen() {
    if (this.#onRemoteChange ?? this.#onPresence ?? this.#onLocks) this.#live.start();
    else this.#live.stop();
  }

  /** @param {import('./live.js').LockEvent} event */
  #heardOfLock(event) {
    if (event.type === 'unlocked') this.#saving.unlocked();
    this.#onLocks?.(event);
  }

  /** @param {boolean} ends */
  #leave(ends) {
    this.#saving.leave(ends);
    void this.#keeper?.keep();
    // Browsers allow few connections to one server: a page out of sight leaves its own to the others.
    this.#hidden ??= setTimeout(() => this.#live.stop(), outOfSight);
  }

  /** @param {boolean} slept */
  #stay(slept) {
    clearTimeout(this.#hidden);
    this.#hidden = undefined;
    this.#saving.stay(slept);
    this.#listen();
  }
}
