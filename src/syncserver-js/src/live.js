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

/** A source of events. @typedef {{ start: () => void, stop: () => void }} Events */

/**
 * What a source of events calls.
 * @typedef {object} EventCallbacks
 * @property {(resumed: boolean) => void} connected Whether no event was missed.
 * @property {(type: string, data: any) => void} event
 */

/**
 * Makes the source of the events of a document; null where it cannot.
 * @typedef {(transport: import('./transport.js').Transport, user: string, callbacks: EventCallbacks) => Events | null} EventSourceFactory
 */

/** The events of one document (docs/protocol.md, section 9). */
export class Live {
  #callbacks;
  #events;

  /**
   * @param {import('./transport.js').Transport} transport
   * @param {Callbacks} callbacks
   * @param {string} user The person; empty if that is not known.
   * @param {EventSourceFactory} [events] Default: an event stream of its own.
   */
  constructor(transport, callbacks, user, events) {
    this.#callbacks = callbacks;
    const [collection, id] = transport.url.pathname.split('/').slice(-2);
    const eventCallbacks = {
      connected: (/** @type {boolean} */ resumed) => resumed || callbacks.eventsMissed(),
      event: (/** @type {string} */ type, /** @type {any} */ data) => this.#event(type, data),
    };
    this.#events = events?.(transport, user, eventCallbacks) ?? new EventStream({
      open: (lastEventId, signal) => openEvents(transport, `?collection=${collection}&id=${id}`, lastEventId, signal),
      ...eventCallbacks,
    });
  }

  start() {
    this.#events.start();
  }

  /** Stops until it is started again, which resumes after the last event. */
  stop() {
    this.#events.stop();
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

/**
 * Requests an event stream.
 * @param {import('./transport.js').Transport} transport
 * @param {string} query
 * @param {string | null} lastEventId
 * @param {AbortSignal} signal
 */
export function openEvents(transport, query, lastEventId, signal) {
  const headers = new Headers({ Accept: 'text/event-stream' });
  if (lastEventId !== null) headers.set('Last-Event-ID', lastEventId);
  return transport.request('GET', { url: new URL(`../events${query}`, transport.url), headers, signal });
}
