// @ts-check
import { EventStream } from './event-stream.js';

/** @typedef {import('./document.js').Person} Person */

/**
 * A lock was taken, released, taken over or has expired (docs/protocol.md, section 7).
 * @typedef {object} LockChange
 * @property {string} lockId
 * @property {string} scope The JSON pointer of what it covers; empty is the whole document.
 * @property {boolean} locked True if the lock was taken; false if it was released or has expired.
 * @property {Person | null} holder Who holds or held it.
 * @property {Person | null} takenBy Who took it over from its holder; null if it was taken, released or has expired.
 */

/**
 * @typedef {object} Callbacks
 * @property {(version: number, savedBy: Person | null) => void} versionSaved
 * @property {() => void} eventsMissed The newest version has to be read.
 * @property {(change: LockChange) => void} lockChanged
 * @property {(present: import('./presence.js').Present) => void} presenceChanged
 */

/** The events of one document (docs/protocol.md, section 9). */
export class Live {
  #transport;
  #callbacks;
  #stream;

  /**
   * @param {import('./transport.js').Transport} transport
   * @param {Callbacks} callbacks
   */
  constructor(transport, callbacks) {
    this.#transport = transport;
    this.#callbacks = callbacks;
    this.#stream = new EventStream({
      open: (lastEventId, signal) => this.#open(lastEventId, signal),
      connected: (resumed) => resumed || callbacks.eventsMissed(),
      event: (type, data) => this.#event(type, data),
    });
  }

  start() {
    this.#stream.start();
  }

  /** Stops until it is started again, which resumes after the last event. */
  stop() {
    this.#stream.stop();
  }

  /**
   * @param {string | null} lastEventId
   * @param {AbortSignal} signal
   */
  #open(lastEventId, signal) {
    const [collection, id] = this.#transport.url.pathname.split('/').slice(-2);
    const headers = new Headers({ Accept: 'text/event-stream' });
    if (lastEventId !== null) headers.set('Last-Event-ID', lastEventId);
    const url = new URL(`../events?collection=${collection}&id=${id}`, this.#transport.url);
    return this.#transport.request('GET', { url, headers, signal });
  }

  /**
   * @param {string} type
   * @param {any} data
   */
  #event(type, data) {
    if (type === 'saved' || type === 'deleted') this.#callbacks.versionSaved(data.version, data.savedBy ?? null);
    else if (type === 'reset') this.#callbacks.eventsMissed();
    else if (type === 'presence') this.#callbacks.presenceChanged(data);
    else if (type === 'locked' || type === 'unlocked') this.#lockChanged(data, type === 'locked');
  }

  /** @param {any} data @param {boolean} locked */
  #lockChanged({ lockId, scope, holder = null, takenBy = null }, locked) {
    this.#callbacks.lockChanged({ lockId, scope, locked, holder, takenBy });
  }
}
