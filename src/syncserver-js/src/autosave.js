// @ts-check
import { ConflictResolver } from './conflict-resolver.js';
import { parse } from './content.js';
import { Debouncer } from './debouncer.js';
import { Editor } from './editor.js';
import { callHandler } from './handlers.js';
import { ProblemError } from './problem.js';
import { Refusals } from './refusals.js';
import { RemoteWatcher } from './remote-watcher.js';
import { SaveQueue } from './save-queue.js';
import * as transitions from './save-state.js';
import { newSession } from './session.js';
import { StatusPublisher } from './status.js';
import { WorkingCopy } from './working-copy.js';

/** @typedef {import('./save-state.js').Save} Save @typedef {import('./save-response.js').SaveResponse} SaveResponse @typedef {import('./status.js').Status} Status */
/** @typedef {import('./content.js').Body} Body @typedef {import('./drafts.js').Draft} Draft */

/** Saves the changes of one document, and adopts what the server has. */
export class Autosave {
  #transport;
  #callbacks;
  #copy;
  #editor;
  #queue;
  #debouncer;
  #watcher;
  #resolver;
  #status;
  /** Whether pending changes are sent as soon as there is room. */
  #sendDue = false;
  /** Whether nothing new is sent before the saves in flight of an earlier instance have their responses. */
  #resuming = false;
  #refusals = new Refusals();
  /** @type {Error | null} */
  #error = null;
  /** @type {Error | null} */
  #draftError = null;
  #closed = false;

  /**
   * @param {import('./transport.js').Transport} transport
   * @param {string} session
   * @param {import('./syncserver.js').OpenOptions} options
   * @param {import('./status.js').Callbacks & import('./editor.js').Handlers} callbacks
   */
  constructor(transport, session, { contentType, merge, debounce = 300, maxWait = 1500, maxInFlight = 4 }, callbacks) {
    this.#transport = transport;
    this.#callbacks = callbacks;
    /** The content, and the state of its saves. */
    this.copy = this.#copy = new WorkingCopy(session, contentType, merge);
    this.#editor = new Editor(this.#copy, callbacks, () => this.#debouncer.trigger());
    this.#status = new StatusPublisher(callbacks.statusChanged);
    this.#debouncer = new Debouncer((slept) => this.#sendNow(slept), debounce, maxWait);
    this.#queue = new SaveQueue(maxInFlight, {
      writeDraft: callbacks.writeDraft,
      send: (save, signal, keepalive) => transport.put(save, signal, keepalive),
      responded: (save, response) => this.#responded(save, response),
      changed: () => this.#advance(),
    });
    this.#watcher = new RemoteWatcher(transport, this.#copy, this.#editor, {
      idle: () => !this.#copy.hasInFlight && !this.#resolver.busy && !this.#editor.isHeld,
      hidden: callbacks.hidden,
      done: () => this.#advance(),
    });
    this.#resolver = new ConflictResolver(transport, this.#copy, this.#editor, {
      send: (conflictId, choice) => this.#send(conflictId, choice),
      detected: (conflict) => {
        callHandler(callbacks.conflictDetected, conflict);
        // Its content may have been read meanwhile: then nothing else publishes the status.
        this.#status.update(this.status);
      },
      resolved: () => this.#advance(),
      failed: (error) => {
        if (this.#editor.unreadable) this.#sendDue = true;
        else this.#error = error;
        this.#advance();
      },
    });
  }

  get pendingConflict() {
    return this.#resolver.pendingConflict;
  }

  /** @returns {Status} */
  get status() {
    const error = this.#editor.unreadable ?? this.#error ?? this.#queue.blockedBy ?? this.#watcher.refusal;
    return { state: this.#stateWith(error), version: this.#copy.state.acknowledged, error, draftError: this.#draftError };
  }

  /** Why the draft could not be written; null if it could. @param {Error | null} error */
  set draftError(error) {
    this.#draftError = error;
    this.#status.update(this.status);
  }

  /**
   * Opens the document with a version.
   * @param {import('./save-state.js').DocumentVersion | null} version null for a document that does not exist.
   * @param {Body | null} body
   * @param {boolean} [offline] Whether the server could not be reached: the newest version is read as soon as it can be.
   */
  open(version, body, offline = false) {
    this.#copy.adopt(version, body);
    this.#watcher.offline = offline;
    if (offline) this.#watcher.checkWhenIdle();
    this.#advance();
  }

  /** Continues from a draft: retries its saves in flight, in order, sends its pending changes, then reads the newest version. @param {Draft} draft */
  resume({ complete, ...state }) {
    // The label of the draft stays in the state: a draft that is written gets another one.
    // A save that is not in the draft may have been sent under its session.
    this.#copy.update(complete ? state : transitions.changeSession(state, newSession()));
    this.#sendDue = this.#copy.hasPending;
    this.#resuming = true;
    this.#watcher.checkWhenIdle();
    for (const save of state.inFlight) void this.#queue.send(save);
    this.#advance();
  }

  /** @param {unknown} content @param {Body | null} [source] */
  save(content, source) {
    if (this.#copy.edit(content, source) || this.#copy.unsaved) this.#debouncer.trigger();
    this.#advance();
  }

  /** Makes an earlier content the user's edit, once what the editor has is saved and not held. @param {Body} source @returns {Promise<Status>} */
  async restore(source) {
    if ((await this.flush()).state !== 'saved') return this.status;
    if (this.#editor.isHeld || this.#copy.unsaved || this.#editor.read()) {
      await this.#status.nextStable();
      return this.restore(source);
    }
    const { state } = this.#copy;
    this.#copy.edit(parse(source, this.#copy.contentType), source);
    this.#editor.replace(state, null);
    return this.flush();
  }

  delete() {
    this.#copy.delete();
    this.#sendNow();
  }

  /** Sends pending changes without waiting for a pause in typing. @returns {Promise<Status>} */
  async flush() {
    this.#editor.read();
    this.#debouncer.cancel();
    const stable = this.#status.nextStable();
    this.#sendNow();
    return this.#copy.unsaved ? stable : this.status;
  }

  /** Takes what the editor has not saved yet. */
  readEditor() {
    this.#editor.read();
  }

  /** The page may be closed at any moment. @param {boolean} unloading Whether it is being closed, and its requests with it. */
  suspend(unloading) {
    this.#queue.suspended = true;
    void this.flush();
    if (unloading) this.#queue.sendBeforeUnload();
  }

  /** The page is in use again. @param {boolean} slept Whether events and responses may have been missed. */
  wake(slept) {
    this.#queue.suspended = false;
    if (slept) this.#recover();
    this.#advance();
  }

  /** An event announced a version, or events may have been missed. @param {number} [version] @param {import('./document.js').Person | null} [savedBy] */
  checkRemote(version, savedBy = null) {
    if (version === undefined) this.#watcher.check();
    else this.#watcher.announce(version, savedBy);
    this.#advance();
  }

  /** A lock was released, which may have been the reason for a refusal. */
  unlocked() {
    if (this.#error instanceof ProblemError && this.#error.type === 'locked') this.#sendNow();
  }

  /** Holds the editor's content. @returns {() => void} Releases it. */
  hold() {
    return this.#editor.hold(() => this.#advance());
  }

  close() {
    this.#closed = true;
    this.#editor.close();
    this.#debouncer.cancel();
    this.#watcher.stop();
    this.#resolver.clear();
    this.#queue.cancel();
    this.#advance();
  }

  #recover() {
    this.#watcher.checkWhenIdle();
    this.#queue.retryNow();
  }

  /** Sends pending changes, and tries again what was refused. @param {boolean} [slept] */
  #sendNow(slept = false) {
    if (slept) this.#recover();
    if (this.#editor.unreadable ?? this.#watcher.refusal) this.#watcher.check();
    this.#sendDue = this.#copy.hasPending;
    // The old error is not the result of the new attempt.
    if (this.#sendDue) this.#error = null;
    this.#queue.retryBlocked();
    this.#advance();
  }

  /** Sends what is due if there is room, then publishes the status. Every event ends here. */
  #advance() {
    if (!this.#copy.hasInFlight) this.#concludeRefusals();
    this.#sendDue &&= this.#copy.hasPending;
    while (this.#sendDue && this.#canSend) this.#send();
    this.#watcher.advance();
    this.#callbacks.draftChanged();
    this.#status.update(this.status);
  }

  get #canSend() {
    // A delete travels alone: what follows it is another document.
    const { pending, inFlight } = this.#copy.state;
    const waitsForDelete = inFlight.length > 0 && (pending[0] === null || inFlight.at(-1)?.body === null);
    const isHeld = this.#closed || this.#resolver.busy || this.#refusals.waiting || this.#resuming || this.#watcher.isRequired || this.#editor.unreadable;
    return !isHeld && !waitsForDelete && this.#queue.hasRoom;
  }

  /** @param {string | null} [conflictId] @param {boolean} [choice] Whether the user's choice asks for a merge. */
  #send(conflictId, choice) {
    const save = this.#copy.send(conflictId, choice);
    this.#sendDue = this.#copy.hasPending;
    this.#error = null;
    this.#refusals.sent();
    void this.#queue.send(save);
  }

  /** @param {Error | null} error */
  #stateWith(error) {
    if (this.#closed) return 'closed';
    if (this.pendingConflict) return this.#resolver.postponed ? 'postponed' : 'conflict';
    if (this.#editor.unreadable) return 'unreadable';
    if (error) return 'refused';
    if (this.#queue.retrying || this.#watcher.offline) return 'retrying';
    return this.#copy.unsaved ? 'saving' : 'saved';
  }

  /** @param {Save} save @param {SaveResponse} response */
  #responded(save, response) {
    const { state } = this.#copy;
    if (response.kind === 'accepted') {
      this.#accepted(save, response);
    } else if (response.kind === 'superseded' && transitions.isContained(state, save)) {
      // The newer save has its own response.
      this.#copy.update(transitions.ignore(state, save));
    } else {
      this.#copy.update(transitions.refuse(state, save));
      this.#refusals.add(save, response);
    }
    this.#advance();
  }

  /** @param {Save} save @param {SaveResponse} response */
  #accepted(save, { version, content, unreadable }) {
    this.#refusals.accepted(version?.number ?? 0);
    // Requests are authorized again.
    this.#queue.retryBlocked();
    // The editor may hold something newer than what was sent.
    if (content !== null) this.#editor.read();
    const { isHeld } = this.#editor;
    const { state } = this.#copy;
    const withoutContent = transitions.accept(state, save, version, undefined);
    if (unreadable) this.#editor.unreadable = unreadable;
    // What is not adopted now is read once the editor releases its content.
    if (content !== null && isHeld) this.#watcher.checkWhenIdle();
    this.#editor.adopt(unreadable ? withoutContent : transitions.accept(state, save, version, content, !isHeld), withoutContent, null);
  }

  /** All responses are there. */
  #concludeRefusals() {
    this.#resuming = false;
    const refusal = this.#refusals.conclude(this.#copy.state);
    if (refusal === null) return;
    const { save, response: { version, content, error }, problem, reaction, isSessionShared } = refusal;
    if (isSessionShared) this.#copy.update(transitions.changeSession(this.#copy.state, newSession()));
    this.#sendDue = reaction === 'read' || (reaction === 'compare' && !this.#copy.equals(content));
    if (reaction === 'resend') this.#send(problem.conflictId);
    else if (reaction === 'read') this.#watcher.require();
    else if (reaction === 'conflict') this.#resolver.start(problem, save);
    else if (reaction === 'report') this.#error = error;
    else if (!this.#sendDue && version) this.#copy.adopt(version, content);
  }
}
