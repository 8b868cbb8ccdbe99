// @ts-check
import { etagOf, versionOf } from './answer.js';
import { Conflict } from './conflict.js';
import { decode, encode } from './content.js';
import { Debounce } from './debounce.js';
import { KnownVersion } from './known-version.js';
import { problemOf, ProblemError } from './problem.js';
import { SaveQueue } from './save-queue.js';
import { newSession } from './session.js';
import { StatusBoard } from './status.js';
import { Transport } from './transport.js';

/** One document, open for editing in a session of its own. */
export class SyncDocument {
  /** Called after each change of the status. @type {((status: import('./status.js').Status) => void) | null} */
  onStatus = null;

  /** Called when somebody else's version stands in the way of a save. @type {((conflict: Conflict) => void) | null} */
  onConflict = null;

  #contentType;
  #transport;
  #queue;
  #debounce;
  #board = new StatusBoard((status) => this.onStatus?.(status));
  #known = new KnownVersion();
  /** @type {unknown} */
  #content = null;
  /** The content as it was when it was handed over. @type {import('./content.js').Body} */
  #body = '';
  /** Whether the content is in no save that was accepted or is in flight. */
  #unsent = false;
  /** Whether it is to be sent as soon as there is room. */
  #due = false;
  /** @type {Conflict | null} */
  #conflict = null;
  #kept = false;
  /** @type {Error | null} */
  #error = null;
  #closed = false;

  /**
   * Use `openDocument`, which also reads it.
   * @param {string | URL} url
   * @param {import('./syncserver.js').OpenOptions} options
   */
  constructor(url, options) {
    this.#contentType = options.contentType ?? 'application/json';
    this.#transport = new Transport(url, newSession(), this.#contentType, options.token);
    this.#queue = new SaveQueue(options.maxInFlight ?? 4, {
      put: (save, signal) => this.#transport.put(save, signal),
      answered: (save, answer) => this.#answered(save, answer),
      failed: (save, error) => this.#refused(save, error),
      changed: () => this.#advance(),
    });
    this.#debounce = new Debounce(() => this.#release(), options.debounce ?? 300, options.maxWait ?? 1500);
  }

  /** What was last read or handed to `save`; null while the document does not exist. */
  get content() {
    return this.#content;
  }

  /** The newest version known to be on the server; 0 when there is none. */
  get version() {
    return this.#known.version;
  }

  /** How it stands now. @returns {import('./status.js').Status} */
  get status() {
    return { state: this.#state(), version: this.version, error: this.#error };
  }

  /**
   * Reads the newest version and forgets what was not saved.
   * @throws {ProblemError} when the server refuses to show it.
   * @throws {TypeError} when the server cannot be reached.
   */
  async load() {
    const response = await this.#transport.read();
    const absent = response.status === 404 || response.status === 410;
    if (!response.ok && !absent) throw new ProblemError(response.status, await problemOf(response));
    const content = absent ? null : await decode(response);

    this.#queue.abandon();
    this.#debounce.cancel();
    this.#known.adopt(versionOf(response), absent ? null : etagOf(response));
    this.#content = content;
    this.#unsent = this.#due = false;
    this.#conflict = this.#error = null;
    this.#advance();
  }

  /**
   * Takes what was typed, and saves it once typing pauses.
   * @param {unknown} content A JSON value, a string or a `Uint8Array`, as the content type says.
   */
  save(content) {
    if (this.#closed) throw new Error('The document is closed.');
    this.#body = encode(content, this.#contentType);
    this.#content = content;
    this.#unsent = true;
    this.#debounce.poke();
    this.#advance();
  }

  /**
   * Sends what was typed without waiting for a pause.
   * @returns {Promise<import('./status.js').Status>} The status once all is saved, or cannot be without a choice.
   */
  flush() {
    this.#debounce.cancel();
    const rest = this.#board.rest();
    this.#release();
    return rest;
  }

  /** Sends nothing more. What has to be on the server is flushed before. */
  close() {
    this.#closed = true;
    this.#debounce.cancel();
    this.#queue.abandon();
    this.#advance();
  }

  /** What was typed may go. */
  #release() {
    this.#due = this.#unsent;
    // What was refused is tried anew, so that no old error is taken for the answer to it.
    if (this.#due) this.#error = null;
    this.#advance();
  }

  /** Sends what is due if there is room, then tells how it stands. Ends everything that can happen. */
  #advance() {
    if (this.#due && this.#queue.ready && this.#conflict === null && !this.#closed) this.#send(null);
    this.#board.post(this.status);
  }

  /** @param {string | null} conflictId */
  #send(conflictId) {
    this.#unsent = this.#due = false;
    this.#error = null;
    this.#queue.send(this.#body, this.#known.precondition, conflictId);
  }

  #state() {
    if (this.#closed) return 'closed';
    if (this.#conflict !== null) return this.#kept ? 'kept' : 'conflict';
    if (this.#error !== null) return 'refused';
    if (this.#queue.retrying) return 'retrying';
    return this.#unsent || this.#queue.busy ? 'saving' : 'saved';
  }

  /**
   * @param {import('./transport.js').Save} save
   * @param {import('./answer.js').Answer} answer
   */
  #answered(save, answer) {
    if (answer.status === 412) return this.#meet(answer);
    if (answer.problem !== null) return this.#refused(save, new ProblemError(answer.status, answer.problem));
    this.#known.learn(answer.version, answer.etag);
    this.#advance();
  }

  /**
   * @param {import('./transport.js').Save} save
   * @param {Error} error
   */
  #refused(save, error) {
    // A newer save holds all that an older one did.
    if (save.sequence === this.#queue.sequence) {
      this.#unsent = true;
      this.#error = error;
    }
    this.#advance();
  }

  /**
   * Stops sending: the other saves in flight face the same version.
   * @param {import('./answer.js').Answer} answer
   */
  #meet(answer) {
    const conflict = new Conflict(/** @type {import('./conflict.js').ConflictProblem} */ (answer.problem), this.#settler);
    this.#queue.abandon();
    this.#conflict = conflict;
    this.#kept = false;
    this.#unsent = true;
    this.#error = null;
    // Nobody else is involved: what was typed last is what its user wants (protocol 5).
    if (conflict.self) return conflict.overwrite();
    this.#advance();
    void this.#show(conflict);
  }

  /** @param {Conflict} conflict */
  async #show(conflict) {
    const current = conflict.current;
    if (current?.contentUrl && current.content === undefined) {
      // Without it the conflict is shown all the same: nothing is sent until it is settled.
      current.content = await this.#transport.read(current.contentUrl)
        .then((response) => (response.ok ? decode(response) : undefined))
        .catch(() => undefined);
    }
    if (this.#conflict === conflict) this.onConflict?.(conflict);
  }

  /** @type {import('./conflict.js').Settler} */
  #settler = {
    reload: async (conflict) => {
      this.#expectStanding(conflict);
      await this.load();
    },
    keepMine: (conflict) => {
      this.#expectStanding(conflict);
      this.#kept = true;
      this.#advance();
    },
    overwrite: (conflict) => {
      this.#expectStanding(conflict);
      const current = conflict.current;
      this.#conflict = null;
      this.#known.adopt(current?.version ?? 0, current && !current.deleted ? current.etag : null);
      this.#send(conflict.id);
      this.#advance();
    },
  };

  /** @param {Conflict} conflict */
  #expectStanding(conflict) {
    if (this.#conflict !== conflict || this.#closed) throw new Error('This conflict is settled already.');
  }
}
