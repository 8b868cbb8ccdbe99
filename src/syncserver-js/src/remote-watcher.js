// @ts-check
import { UnreadableContentError } from './content.js';
import { isTransient, pauseBefore, settled } from './retry.js';
import { adopt } from './save-state.js';

/** @typedef {import('./document.js').Person} Person */

/**
 * @typedef {object} Callbacks
 * @property {() => boolean} idle Whether no save is in flight, no conflict waits and the editor does not hold its content.
 * @property {() => void} hidden The person may not read the document any more, or it does not exist.
 * @property {() => void} done The newest version was read, or may not be read.
 */

/**
 * After so many attempts the server is not asked for a version that was announced: it has lost it, in a restore from backup. The next save
 * is decided on what is there.
 */
const maxAttempts = 3;

/** Versions of other sessions: announced by events, read by one request at a time, and adopted where nothing is unsaved. */
export class RemoteWatcher {
  #transport;
  #copy;
  #editor;
  #callbacks;
  #stopped = new AbortController();
  /** Whether the newest version is to be read, again if it is being read. */
  #wanted = false;
  /** Whether it is being read, or another attempt is awaited. */
  #reading = false;
  /** The newest version that was announced and not read yet; 0 for none. */
  #announced = 0;
  /** Who saved it, if the event said. @type {Person | null} */
  #savedBy = null;
  /** What was announced before the request in flight. */
  #requested = 0;
  /** The newest version of which the user was notified. */
  #notified = 0;
  /** Whether the newest version is to be read once the document is idle. */
  #checkDue = false;
  /** Whether nothing is sent before the newest version is read. */
  #required = false;

  /** Whether the document was opened without the server, which is still to be read. */
  offline = false;

  /** Why the server refused to show the newest version; null if it did not. @type {Error | null} */
  refusal = null;

  /**
   * @param {import('./transport.js').Transport} transport
   * @param {import('./working-copy.js').WorkingCopy} copy
   * @param {import('./editor.js').Editor} editor
   * @param {Callbacks} callbacks
   */
  constructor(transport, copy, editor, callbacks) {
    this.#copy = copy;
    this.#editor = editor;
    this.#transport = transport;
    this.#callbacks = callbacks;
  }

  /** Reads the newest version once the document is idle: events may have been missed. */
  checkWhenIdle() {
    this.#checkDue = true;
  }

  /** An event announced this version. @param {number} version @param {Person | null} savedBy */
  announce(version, savedBy) {
    if (version <= this.#announced) return;
    // It may be one that can be shown, unless it is an own save.
    if (version > this.#copy.state.acknowledged) this.#editor.unreadable = null;
    this.#announced = version;
    this.#savedBy = savedBy;
  }

  /** Reads the newest version now. If a request is in flight, which may miss what is new, another one follows it. */
  check() {
    this.#wanted = true;
    if (!this.#reading) void this.#read();
  }

  /** Reads the newest version now; nothing is sent before that. */
  require() {
    this.#required = true;
    this.check();
  }

  get isRequired() {
    return this.#required;
  }

  /** Reads or reports what was announced, as far as the state allows. */
  advance() {
    if (!this.#callbacks.idle()) return;
    if (this.#checkDue && !this.#reading) this.check();
    // An own save may be announced before its response arrives.
    if (this.#announced <= this.#copy.state.acknowledged) return;
    if (this.#copy.hasPending) this.#notify();
    else if (!this.#reading) this.check();
  }

  stop() {
    this.#stopped.abort();
  }

  #notify() {
    if (this.#notified >= this.#announced) return;
    this.#notified = this.#announced;
    this.#editor.report({ content: null, version: this.#announced, applied: false, savedBy: this.#savedBy });
  }

  /** Reads until there is a response. */
  async #read() {
    const { signal } = this.#stopped;
    this.#reading = true;
    for (let attempt = 0; this.#wanted && !signal.aborted; attempt++) {
      this.#wanted = false;
      this.#requested = this.#announced;
      const { changes, state: { adopted, acknowledged } } = this.#copy;
      const minVersion = attempt < maxAttempts ? Math.max(this.#announced, acknowledged) : 0;
      const { result, error } = await settled(this.#transport.read(signal, undefined, adopted?.etag, minVersion));
      if (signal.aborted) return;
      if (result) {
        this.#apply(result, this.#copy.changes === changes);
      } else if (error instanceof UnreadableContentError || (error?.status < 500 && error.status !== 401 && !isTransient(error))) {
        this.#failed(error);
      } else {
        // Without a token, too, it is read later.
        this.#wanted = true;
        await pauseBefore(attempt, error?.retryAfter, signal);
      }
    }
    this.#reading = false;
    if (signal.aborted) return;
    // What the server refuses to show is not read.
    this.#required &&= this.refusal !== null;
    this.offline = false;
    if (this.#callbacks.idle()) this.#checkDue = false;
    this.#callbacks.done();
  }

  /** What was announced after it is still to be read. @param {number} version */
  #forget(version) {
    if (this.#announced > version) return;
    this.#announced = 0;
    this.#savedBy = null;
  }

  /**
   * @param {import('./transport.js').ReadResponse} response
   * @param {boolean} unchanged
   */
  #apply({ status, version, body }, unchanged) {
    const number = version?.number ?? 0;
    const { acknowledged, parents } = this.#copy.state;
    this.refusal = null;
    if (status === 404) this.#callbacks.hidden();
    // What the server merged of the own saves, and the editor held back, is not adopted yet.
    const isNew = number > acknowledged || (number === acknowledged && parents.length > 0);
    if (!isNew || (body === null && status !== 410)) {
      // Nothing newer, or nothing that may be read.
      this.#forget(this.#requested);
    } else if (unchanged && this.#callbacks.idle() && (this.#copy.equals(body) || (!this.#copy.hasPending && !this.#editor.read()))) {
      const savedBy = number === this.#announced ? this.#savedBy : null;
      this.#forget(number);
      const { state } = this.#copy;
      this.#editor.unreadable = null;
      if (this.#editor.adopt(adopt(state, version, body), state, savedBy)) this.#notified = 0;
    } else {
      this.announce(number, null);
    }
  }

  /** @param {UnreadableContentError | import('./problem.js').ProblemError} error */
  #failed(error) {
    if (error instanceof UnreadableContentError) {
      this.#forget(error.version);
      if (error.version > this.#copy.state.acknowledged) this.#editor.unreadable = error;
    } else {
      this.#forget(this.#requested);
      this.refusal = error;
      if (error.type === 'not-allowed') this.#callbacks.hidden();
    }
  }
}
