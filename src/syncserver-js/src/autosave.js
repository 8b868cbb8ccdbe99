// @ts-check
import { Debounce } from './debounce.js';
import { ProblemError } from './problem.js';
import { RemoteWatch } from './remote-watch.js';
import { SaveQueue } from './save-queue.js';
import { newSession } from './session.js';
import { Settling } from './settling.js';
import { StatusBoard } from './status.js';
import { WorkingCopy } from './working-copy.js';

/** @typedef {import('./transport.js').Save} Save @typedef {import('./answer.js').Answer} Answer */

/**
 * What an autosave tells and asks.
 * @typedef {object} Ends
 * @property {(status: import('./status.js').Status) => void} status It stands differently.
 * @property {(conflict: import('./conflict.js').Conflict) => void} conflict Somebody else's version stands in the way.
 * @property {(change: import('./document.js').RemoteChange) => void} remote Somebody else changed the document.
 * @property {() => void} changed There may be something else to keep in the draft.
 * @property {() => Promise<void> | undefined} keep Keeps the draft now.
 * @property {(() => unknown) | undefined} editor Gives what the editor holds.
 */

/** What is typed in one document, and its way to the server and back. */
export class Autosave {
  #transport;
  #ends;
  #merge;
  #copy;
  #queue;
  #debounce;
  #watch;
  #settling;
  #board;
  /** Whether what waits is to be sent as soon as there is room. */
  #due = false;
  /** The sequence of the newest save that was accepted. */
  #accepted = 0;
  /** @type {Error | null} */
  #error = null;
  #closed = false;

  /**
   * @param {import('./transport.js').Transport} transport
   * @param {string} session
   * @param {import('./syncserver.js').OpenOptions} options
   * @param {Ends} ends
   */
  constructor(transport, session, options, ends) {
    this.#transport = transport;
    this.#ends = ends;
    this.#merge = options.merge ?? false;
    /** The `Session-Id` of what is sent from now on. */
    this.session = session;
    this.#copy = new WorkingCopy(options.contentType ?? 'application/json');
    this.#board = new StatusBoard(ends.status);
    this.#debounce = new Debounce((slept) => {
      if (slept) this.#wake();
      this.#release();
    }, options.debounce ?? 300, options.maxWait ?? 1500);
    this.#queue = new SaveQueue(options.maxInFlight ?? 4, {
      keep: ends.keep,
      put: (save, signal, keepalive) => transport.put(save, signal, keepalive),
      answered: (save, answer) => this.#answered(save, answer),
      failed: (save, error) => this.#refused(save, error),
      changed: () => this.#advance(),
    });
    this.#watch = new RemoteWatch(transport, this.#copy, {
      idle: () => !this.#queue.busy && this.#open,
      hear: () => this.#hear(),
      tell: ends.remote,
      done: () => this.#advance(),
    });
    this.#settling = new Settling(transport, this.#copy, this.#merge, {
      load: () => this.load(),
      send: (conflictId, merge) => this.#send(conflictId, merge),
      show: ends.conflict,
      replaced: () => this.#tellReplaced(),
      changed: () => this.#advance(),
    });
  }

  get content() {
    return this.#copy.content;
  }

  get conflict() {
    return this.#settling.conflict;
  }

  /** @returns {import('./status.js').Status} */
  get status() {
    return { state: this.#state(), version: this.#copy.known.version, error: this.#error };
  }

  /** What a crash must not lose; null when all is saved. @returns {import('./drafts.js').Unsaved | null} */
  get unsaved() {
    if (this.#copy.pending.empty && !this.#queue.busy) return null;
    return { session: this.session, ...this.#queue.progress, ...this.#copy.progress };
  }

  /** Reads the newest version and forgets what was not saved. */
  async load() {
    const { version, etag, body } = await this.#transport.read();
    this.#queue.abandon();
    this.#debounce.cancel();
    this.#copy.adopt(version, etag, body);
    this.#watch.settle(version);
    this.#settling.clear();
    this.#due = false;
    this.#error = null;
    this.#advance();
  }

  /** Goes on with what another instance left. @param {import('./drafts.js').Unsaved} unsaved */
  resume(unsaved) {
    this.#copy.resume(unsaved);
    this.#due = !this.#copy.pending.empty;
    this.#watch.wake();
    this.#queue.resume(unsaved.sequence, unsaved.unanswered);
    this.#advance();
  }

  /** @param {unknown} content */
  save(content) {
    if (this.#closed) throw new Error('The document is closed.');
    if (this.#copy.type(content) || !this.#copy.pending.empty) this.#debounce.poke();
    this.#advance();
  }

  delete() {
    if (this.#closed) throw new Error('The document is closed.');
    this.#copy.erase();
    this.#release();
  }

  /** Sends what was typed without waiting for a pause. */
  flush() {
    this.#hear();
    this.#debounce.cancel();
    const rest = this.#board.rest();
    this.#release();
    return rest;
  }

  /** The page may end at any moment. @param {boolean} ends Whether it does, and its requests with it. */
  leave(ends) {
    this.#queue.leaving = true;
    this.#hear();
    this.#debounce.cancel();
    this.#release();
    if (ends) this.#queue.outlive();
  }

  /** The page is in use again. @param {boolean} slept Whether so much time went by that nothing is certain. */
  stay(slept) {
    this.#queue.leaving = false;
    if (slept) this.#wake();
  }

  /** There is a newer version, or may be one where no number is given. @param {number} [version] */
  look(version) {
    if (version === undefined) this.#watch.look();
    else this.#watch.heard(version);
    this.#advance();
  }

  /** A lock is gone, which may have been in the way. */
  unlocked() {
    if (this.#error instanceof ProblemError && this.#error.status === 423) this.#release();
  }

  close() {
    this.#closed = true;
    this.#debounce.cancel();
    this.#watch.stop();
    this.#settling.clear();
    this.#queue.abandon();
    this.#advance();
  }

  #tellReplaced() {
    this.#ends.remote({ content: this.content, version: this.#copy.known.version, pending: false });
  }

  /** Takes what the editor holds and did not hand over yet. @returns {boolean} Whether there was anything. */
  #hear() {
    const content = this.#closed ? undefined : this.#ends.editor?.();
    if (content === undefined || !this.#copy.type(content)) return false;
    this.#debounce.poke();
    return true;
  }

  #wake() {
    this.#watch.wake();
    this.#queue.hasten();
    this.#advance();
  }

  /** What was typed may go. */
  #release() {
    this.#due = !this.#copy.pending.empty;
    // What was refused is tried anew, so that no old error is taken for the answer to it.
    if (this.#due) this.#error = null;
    this.#advance();
  }

  /** Sends what is due if there is room, then tells how it stands. Ends everything that can happen. */
  #advance() {
    this.#watch.follow();
    while (this.#due && this.#maySend) this.#send(null, this.#merge);
    this.#ends.changed();
    this.#board.post(this.status);
  }

  get #open() {
    return this.conflict === null && !this.#closed;
  }

  get #maySend() {
    // A delete neither overtakes nor is overtaken: what comes after it is another document.
    const deletes = this.#copy.pending.deletes || this.#queue.newest?.body === null;
    return this.#open && !this.#watch.woken && this.#queue.ready && !(deletes && this.#queue.busy);
  }

  /** @param {string | null} conflictId @param {boolean} merge */
  #send(conflictId, merge) {
    const body = this.#copy.take();
    const { etag, precondition } = this.#copy.known;
    this.#due = !this.#copy.pending.empty;
    this.#error = null;
    // What does not exist needs no delete.
    if (body === null && etag === null) return;
    this.#queue.send({ session: this.session, body, precondition, merge, conflictId });
  }

  #state() {
    if (this.#closed) return 'closed';
    if (this.conflict !== null) return this.#settling.kept ? 'kept' : 'conflict';
    if (this.#error !== null) return 'refused';
    if (this.#queue.retrying) return 'retrying';
    if (this.#copy.pending.empty && !this.#queue.busy) return 'saved';
    return this.#watch.newer ? 'remote' : 'saving';
  }

  /** @param {Save} save @param {Answer} answer */
  #answered(save, answer) {
    if (answer.problem === null) this.#took(save, answer);
    else if (answer.status === 412) this.#met(save, answer.problem);
    else this.#refused(save, new ProblemError(answer.status, answer.problem));
    this.#advance();
  }

  /**
   * The server has it. Where it stored something else, that is taken once nothing newer is on its way or being typed; until then
   * the saves go on naming what they were made on, and the server merges them with that (protocol 4.9).
   * @param {Save} save @param {Answer} answer
   */
  #took(save, { version, etag, outcome, stored }) {
    const newest = save.sequence === this.#queue.sequence;
    this.#accepted = Math.max(this.#accepted, save.sequence);
    this.#watch.answered(version);
    if (stored !== null) {
      if (!newest || version <= this.#copy.known.version || !this.#copy.pending.empty || this.#hear()) return;
      this.#copy.adopt(version, etag, stored);
      this.#tellReplaced();
    } else if (outcome === 'superseded' && newest) {
      // By a save that this instance knows nothing of: one of the instance before a crash.
      this.#watch.look();
    } else {
      this.#copy.known.learn(version, save.body === null ? null : etag);
    }
  }

  /**
   * Stops sending: the other saves in flight face the same version.
   * @param {Save} save @param {import('./problem.js').Problem} problem
   */
  #met(save, problem) {
    // A newer save holds all that an older one did.
    if (save.sequence < this.#accepted) return;
    this.#copy.pending.reset(this.#copy.body);
    this.#queue.abandon();
    this.#due = false;
    this.#error = null;
    this.#settling.meet(/** @type {import('./conflict.js').ConflictProblem} */ (problem), save.body);
  }

  /** @param {Save} save @param {Error} error */
  #refused(save, error) {
    if (save.sequence === this.#queue.sequence) {
      this.#copy.pending.putBack(save.body);
      this.#error = error;
    }
    // Another instance goes by the same session.
    if (error instanceof ProblemError && error.status === 422) this.session = newSession();
    this.#advance();
  }
}
