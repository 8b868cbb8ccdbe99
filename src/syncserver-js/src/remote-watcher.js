// @ts-check
import { Refresh } from './refresh.js';

/**
 * @typedef {object} Ends
 * @property {() => boolean} idle Whether no save is in flight and no conflict waits.
 * @property {() => boolean} hear Takes what the editor holds, and says whether that was anything new.
 * @property {(change: import('./document.js').RemoteChange) => void} tell Somebody else changed the document.
 * @property {() => void} done A look at the server has ended.
 */

/**
 * A server that did not come to know a version in so many attempts has lost it: after a restore from backup. Then the next save
 * meets what is there.
 */
const patience = 3;

/** Somebody else's versions: heard of, read, and taken where nothing is unsaved. */
export class RemoteWatch {
  #transport;
  #copy;
  #ends;
  #refresh;
  /** The newest version that was heard of and is not settled; 0 for none. */
  #heard = 0;
  /** What was heard of before the reading under way. */
  #asked = 0;
  /** The one that the user was told of. */
  #noticed = 0;
  /** Whether so much time went by that the newest version is to be looked up. */
  #woken = false;

  /**
   * @param {import('./transport.js').Transport} transport
   * @param {import('./working-copy.js').WorkingCopy} copy
   * @param {Ends} ends
   */
  constructor(transport, copy, ends) {
    this.#copy = copy;
    this.#transport = transport;
    this.#ends = ends;
    this.#refresh = new Refresh({
      read: (signal, attempt) => this.#read(signal, attempt),
      mark: () => copy.mark,
      apply: (reading, untouched) => this.#apply(reading, untouched),
      done: () => this.#done(),
    });
  }

  wake() {
    this.#woken = true;
  }

  /** This version was heard of. @param {number} version */
  heard(version) {
    this.#heard = Math.max(this.#heard, version);
  }

  /** Looks for a newer version that nothing was heard of. */
  look() {
    this.#refresh.run();
  }

  /** Everything up to this version is settled. @param {number} version What was read. */
  settle(version) {
    this.#forget(version);
    this.#noticed = 0;
  }

  /** Does what can be done now. */
  follow() {
    if (!this.#ends.idle()) return;
    if (this.#woken && !this.#refresh.running) this.#refresh.run();
    // One's own save may be heard of before its answer has come.
    if (this.#heard <= this.#newest) return;
    if (this.#copy.unsent) this.#notice();
    else if (!this.#refresh.running) this.#refresh.run();
  }

  stop() {
    this.#refresh.stop();
  }

  get #newest() {
    return this.#copy.state.acknowledged;
  }

  #notice() {
    if (this.#noticed >= this.#heard) return;
    this.#noticed = this.#heard;
    this.#ends.tell({ content: this.#copy.content, version: this.#heard, pending: true });
  }

  /** @param {AbortSignal} signal @param {number} attempt */
  #read(signal, attempt) {
    this.#asked = this.#heard;
    const version = attempt < patience ? Math.max(this.#heard, this.#newest) : 0;
    return this.#transport.refresh(this.#copy.state.adopted?.etag ?? null, version, signal);
  }

  /** What came after it stays to be looked at. @param {number} version */
  #forget(version) {
    if (this.#heard <= version) this.#heard = 0;
  }

  /**
   * @param {import('./transport.js').Reading} reading
   * @param {boolean} untouched
   */
  #apply({ status, version, etag, body }, untouched) {
    if (version <= this.#newest || (body === null && status !== 410)) {
      // Nothing newer, or nothing that may be read.
      this.#forget(this.#asked);
    } else if (untouched && this.#ends.idle() && (this.#copy.holds(body) || (!this.#copy.unsent && !this.#ends.hear()))) {
      const replaced = this.#copy.adopt(version, etag, body);
      this.settle(version);
      if (replaced) this.#ends.tell({ content: this.#copy.content, version, pending: false });
    } else {
      this.heard(version);
    }
  }

  #done() {
    if (this.#ends.idle()) this.#woken = false;
    this.#ends.done();
  }
}
