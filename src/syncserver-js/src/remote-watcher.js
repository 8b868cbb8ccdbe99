// @ts-check
import { Refresher } from './refresher.js';
import { adopt } from './save-state.js';

/** @typedef {import('./document.js').Person} Person */

/**
 * @typedef {object} Callbacks
 * @property {() => boolean} idle Whether no save is in flight, no conflict waits and the editor does not hold its content.
 * @property {() => void} done The newest version was read.
 */

/**
 * After so many attempts the server is not asked for a version that was announced: it has lost it, in a restore from backup. The next save
 * is decided on what is there.
 */
const maxAttempts = 3;

/** Versions of other sessions: announced by events, read, and adopted where nothing is unsaved. */
export class RemoteWatcher {
  #transport;
  #copy;
  #editor;
  #callbacks;
  #refresher;
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
    this.#refresher = new Refresher({
      read: (signal, attempt) => this.#read(signal, attempt),
      changes: () => copy.changes,
      apply: (response, unchanged) => this.#apply(response, unchanged),
      unreadable: (error) => this.#unreadable(error),
      done: () => this.#done(),
    });
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

  /** Reads the newest version now. */
  check() {
    this.#refresher.run();
  }

  /** Reads the newest version now; nothing is sent before that. */
  require() {
    this.#required = true;
    this.check();
  }

  get isRequired() {
    return this.#required;
  }

  /** This version was read, and adopted. @param {number} version */
  adopted(version) {
    this.#forget(version);
    this.#notified = 0;
  }

  /** Reads or reports what was announced, as far as the state allows. */
  advance() {
    if (!this.#callbacks.idle()) return;
    if (this.#checkDue && !this.#refresher.running) this.#refresher.run();
    // An own save may be announced before its response arrives.
    if (this.#announced <= this.#copy.state.acknowledged) return;
    if (this.#copy.hasPending) this.#notify();
    else if (!this.#refresher.running) this.#refresher.run();
  }

  stop() {
    this.#refresher.stop();
  }

  #notify() {
    if (this.#notified >= this.#announced) return;
    this.#notified = this.#announced;
    this.#editor.report({ content: null, version: this.#announced, applied: false, savedBy: this.#savedBy });
  }

  /** @param {AbortSignal} signal @param {number} attempt */
  #read(signal, attempt) {
    this.#requested = this.#announced;
    const { adopted, acknowledged } = this.#copy.state;
    return this.#transport.refresh(adopted?.etag ?? null, attempt < maxAttempts ? Math.max(this.#announced, acknowledged) : 0, signal);
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
  #apply({ status, version, etag, body }, unchanged) {
    const { acknowledged, parents } = this.#copy.state;
    // What the server merged of the own saves, and the editor held back, is not adopted yet.
    const isNew = version > acknowledged || (version === acknowledged && parents.length > 0);
    if (!isNew || (body === null && status !== 410)) {
      // Nothing newer, or nothing that may be read.
      this.#forget(this.#requested);
    } else if (unchanged && this.#callbacks.idle() && (this.#copy.equals(body) || (!this.#copy.hasPending && !this.#editor.read()))) {
      const savedBy = version === this.#announced ? this.#savedBy : null;
      this.#forget(version);
      const { state } = this.#copy;
      this.#editor.unreadable = null;
      if (this.#editor.adopt(adopt(state, etag === null ? null : { number: version, etag }, body), state, savedBy)) this.#notified = 0;
    } else {
      this.announce(version, null);
    }
  }

  /** @param {import('./content.js').UnreadableContentError} error */
  #unreadable(error) {
    this.#forget(error.version);
    if (error.version > this.#copy.state.acknowledged) this.#editor.unreadable = error;
  }

  #done() {
    this.#required = false;
    if (this.#callbacks.idle()) this.#checkDue = false;
    this.#callbacks.done();
  }
}
