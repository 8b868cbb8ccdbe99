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

/** A source of events. @typedef {{ start: () => void, stop: () => void }} Events */

/**
 * What a source of events calls.
 * @typedef {object} EventCallbacks
 * @property {(resumed: boolean) => void} connected Whether no event was missed.
 * @property {(type: string, data: any) => void} event
 */

/**
 * Makes the source of the events of a document, for a person whose id is empty if it is not known; null where it cannot.
 * @typedef {(transport: import('./transport.js').Transport, user: string, callbacks: EventCallbacks) => Events | null} EventSourceFactory
 */

/** The event stream of one document (docs/protocol.md, section 9). @type {(transport: import('./transport.js').Transport, user: string, callbacks: EventCallbacks) => Events} */
export function ownEvents(transport, user, callbacks) {
  const [collection, id] = transport.url.pathname.split('/').slice(-2);
  return new EventStream({ open: (last, signal) => openEvents(transport, `?collection=${collection}&id=${id}`, last, signal), ...callbacks });
}

/**
 * Requests an event stream.
 * @param {import('./transport.js').Transport} transport
 * @param {string} query
 * @param {string | null} lastEventId
 * @param {AbortSignal} signal
 */
export function openEvents(transport, query, lastEventId, signal) {
  const headers = { Accept: 'text/event-stream', ...(lastEventId !== null && { 'Last-Event-ID': lastEventId }) };
  return transport.request('GET', { url: new URL(`../events${query}`, transport.url), headers, signal });
}
