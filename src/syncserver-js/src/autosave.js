// @ts-check
import { Debounce } from './debounce.js';
import { ProblemError } from './problem.js';
import { Refusals } from './refusals.js';
import { RemoteWatch } from './remote-watch.js';
import { SaveQueue } from './save-queue.js';
import * as transitions from './save-state.js';
import { newSession } from './session.js';
import { Settling } from './settling.js';
import { StatusBoard } from './status.js';
import { WorkingCopy } from './working-copy.js';

/** @typedef {import('./save-state.js').Save} Save @typedef {import('./answer.js').Answer} Answer */

/**
 * @typedef {object} Ends
 * @property {(status: import('./status.js').Status) => void} status
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
  #copy;
  #queue;
  #debounce;
  #watch;
  #settling;
  #board;
  /** Whether what is unsent goes as soon as there is room. */
  #due = false;
  /** Whether nothing new goes before the saves in flight, which another instance sent, have their answers. */
  #resuming = false;
  /** Whether nothing new goes before the newest version was looked up. */
  #looking = false;
  #refusals = new Refusals();
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
    const merge = options.merge ?? false;
    this.#copy = new WorkingCopy(session, options.contentType ?? 'application/json', merge);
    this.#board = new StatusBoard(ends.status);
    this.#debounce = new Debounce((slept) => this.#release(slept), options.debounce ?? 300, options.maxWait ?? 1500);
    this.#queue = new SaveQueue(options.maxInFlight ?? 4, {
      keep: ends.keep,
      put: (save, signal, keepalive) => transport.put(save, signal, keepalive),
      answered: (save, answer) => this.#answered(save, answer),
      changed: () => this.#advance(),
    });
    this.#watch = new RemoteWatch(transport, this.#copy, {
      idle: () => !this.#copy.inFlight && !this.#settling.busy,
      hear: () => this.#hear(),
      tell: ends.remote,
      done: () => {
        this.#looking = false;
        this.#advance();
      },
    });
    this.#settling = new Settling(transport, this.#copy, merge, {
      send: (conflictId, choice) => this.#send(conflictId, choice),
      // It may have waited for its content: then nothing else tells the status.
      show: (conflict) => (ends.conflict(conflict), this.#board.post(this.status)),
      settled: (replaced) => {
        if (replaced) this.#tellReplaced();
        this.#advance();
      },
      failed: (error) => {
        this.#error = error;
        this.#advance();
      },
    });
  }

  /** The `Session-Id` of what is sent from now on. */
  get session() {
    return this.#copy.state.session;
  }

  get content() {
    return this.#copy.content;
  }

  get conflict() {
    return this.#settling.conflict;
  }

  /** @returns {import('./status.js').Status} */
  get status() {
    return { state: this.#state(), version: this.#copy.state.acknowledged, error: this.#error ?? this.#queue.stalled };
  }

  /** What a crash must not lose; null when all is saved. @returns {import('./save-state.js').SaveState | null} */
  get unsaved() {
    return this.#copy.unsent || this.#copy.inFlight ? this.#copy.state : null;
  }

  /** Opens the newest version. */
  async load() {
    const { version, etag, body } = await this.#transport.read();
    this.#copy.adopt(version, etag, body);
    this.#watch.settle(version);
    this.#advance();
  }

  /**
   * Goes on with what another instance left: repeats its saves in flight, in order, then sends what was typed since, then looks
   * for a newer version.
   * @param {import('./drafts.js').Draft} draft
   */
  resume({ document, id, keptAt, complete, ...state }) {
    // A save that is not in the draft may be on its way under the old session.
    this.#copy.become(complete ? state : transitions.changeSession(state, newSession()));
    this.#due = this.#copy.unsent;
    this.#resuming = true;
    this.#watch.wake();
    for (const save of state.inFlight) void this.#queue.deliver(save);
    this.#advance();
  }

  /** @param {unknown} content */
  save(content) {
    if (this.#closed) throw new Error('The document is closed.');
    if (this.#copy.type(content) || this.unsaved) this.#debounce.poke();
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
    this.#advance();
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
    this.#ends.remote({ content: this.content, version: this.#copy.state.acknowledged, pending: false });
  }

  /** Takes what the editor holds and did not hand over yet. @returns {boolean} Whether there was anything. */
  #hear() {
    const content = this.#closed ? undefined : this.#ends.editor?.();
    const isNew = content !== undefined && this.#copy.type(content);
    if (isNew) this.#debounce.poke();
    return isNew;
  }

  #wake() {
    this.#watch.wake();
    this.#queue.hasten();
  }

  /** What was typed may go. @param {boolean} [slept] */
  #release(slept = false) {
    if (slept) this.#wake();
    this.#due = this.#copy.unsent;
    // What was refused is tried anew, so that no old error is taken for the answer to it.
    if (this.#due) this.#error = null;
    this.#queue.retry();
    this.#advance();
  }

  /** Sends what is due if there is room, then tells the status. Ends everything that can happen. */
  #advance() {
    if (!this.#copy.inFlight) this.#conclude();
    this.#due &&= this.#copy.unsent;
    while (this.#due && this.#maySend) this.#send();
    this.#watch.follow();
    this.#ends.changed();
    this.#board.post(this.status);
  }

  get #maySend() {
    // A delete travels alone: what comes after it is another document.
    const deletes = this.#copy.state.unsent[0] === null || this.#copy.state.inFlight.at(-1)?.body === null;
    const held = this.#closed || this.#settling.busy || this.#refusals.waiting || this.#resuming || this.#looking;
    return !held && this.#queue.ready && !(deletes && this.#copy.inFlight);
  }

  /** @param {string | null} [conflictId] @param {boolean} [choice] Whether its user asks for a merge. */
  #send(conflictId, choice) {
    const save = this.#copy.send(conflictId, choice);
    this.#due = this.#copy.unsent;
    this.#error = null;
    this.#refusals.sent();
    void this.#queue.deliver(save);
  }

  #state() {
    if (this.#closed) return 'closed';
    if (this.conflict !== null) return this.#settling.kept ? 'postponed' : 'conflict';
    if (this.#error !== null || this.#queue.stalled !== null) return 'refused';
    if (this.#queue.retrying) return 'retrying';
    return this.unsaved ? 'saving' : 'saved';
  }

  /** @param {Save} save @param {Answer} answer */
  #answered(save, answer) {
    const { state } = this.#copy;
    const { named, outcome } = answer;
    if (outcome === 'superseded' && transitions.isContained(state, save)) {
      this.#copy.become(transitions.supersede(state, save));
    } else if (outcome === 'superseded' || (named === null && answer.status !== 404)) {
      this.#copy.become(transitions.refuse(state, save));
      this.#refusals.add(save, answer);
    } else {
      this.#accepted(save, named, this.#copy.normalize(answer.content));
    }
    this.#advance();
  }

  /** @param {Save} save @param {import('./save-state.js').Adopted | null} named @param {import('./content.js').Body | null} content */
  #accepted(save, named, content) {
    this.#refusals.accepted(named?.version ?? 0);
    // Whoever was not signed in is again.
    this.#queue.retry();
    // An editor that hands over its text late may hold something newer than what was sent.
    if (content !== null) this.#hear();
    if (this.#copy.become(transitions.accept(this.#copy.state, save, named, content))) this.#tellReplaced();
  }

  /** All answers are there. */
  #conclude() {
    this.#resuming = false;
    const reaction = this.#refusals.conclude(this.#copy.state);
    if (reaction === null) return;
    const { save, error, newSession: isShared, superseding, look, again, problem } = reaction;
    if (isShared) this.#copy.become(transitions.changeSession(this.#copy.state, newSession()));
    if (superseding) {
      const { named, content } = superseding;
      if (this.#copy.holds(content)) this.#copy.adopt(named.version, named.etag, content);
      else this.#due = true;
      return;
    }
    this.#due = again;
    this.#looking = look;
    if (look) this.#watch.look();
    else if (again) this.#send(problem.conflictId ?? null);
    else if (error.status === 412) this.#settling.meet(problem, save);
    else this.#error = error;
  }
}
