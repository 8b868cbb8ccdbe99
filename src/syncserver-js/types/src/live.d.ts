export type Person = import('./document.js').Person;
export type LockChange = {
    lockId: string;
    /**
     * The JSON pointer of what it covers; empty is the whole document.
     */
    scope: string;
    /**
     * True if the lock was taken; false if it was released or has expired.
     */
    locked: boolean;
    /**
     * Who holds or held it.
     */
    holder: Person | null;
    /**
     * Who took it over from its holder; null if it was taken, released or has expired.
     */
    takenBy: Person | null;
};
export type Events = {
    start: () => void;
    stop: () => void;
};
export type EventCallbacks = {
    /**
     * Whether no event was missed.
     */
    connected: (resumed: boolean) => void;
    event: (type: string, data: any) => void;
};
export type EventSourceFactory = (transport: import('./transport.js').Transport, user: string, callbacks: EventCallbacks) => Events | null;
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
export declare function ownEvents(transport: import("./transport.js").Transport, user: string, callbacks: EventCallbacks): Events;
/**
 * Requests an event stream.
 * @param {import('./transport.js').Transport} transport
 * @param {string} query
 * @param {string | null} lastEventId
 * @param {AbortSignal} signal
 */
export declare function openEvents(transport: import('./transport.js').Transport, query: string, lastEventId: string | null, signal: AbortSignal): Promise<Response>;
