export type EventCallbacks = import('./live.js').EventCallbacks;
export type Transport = import('./transport.js').Transport;
export type Member = {
    transport: Transport;
    name: string;
    callbacks: EventCallbacks;
    connected: boolean;
};
export type Message = {
    /**
     * The tab, with `wants`.
     */
    tab?: string;
    /**
     * The documents that the tab has open.
     */
    wants?: string[];
    /**
     * The tab leads now, and asks the others what they want.
     */
    asks?: boolean;
    /**
     * The documents of the stream that is open now, with `resumed`.
     */
    covers?: string[];
    /**
     * Whether no event was missed.
     */
    resumed?: boolean;
    /**
     * The type of an event, with `data` and `lastEventId`.
     */
    type?: string;
    data?: any;
    lastEventId?: string | null;
};
/**
 * Receives the events of all documents that a person has open, in all tabs, in one stream: browsers allow six connections to one server over HTTP/1.1. One
 * tab has the stream, and passes the events on; when it is closed, hidden or frozen, another one takes over after the last event. The stream has the events of
 * one document, or of its collection where there are several, or of all collections: only what this person may read.
 *
 * Use it as the option `events` of `openDocument`. Where the browser has no Web Locks (plain http), or the person is not known, each document has its own.
 * @param {Transport} transport
 * @param {string} user
 * @param {EventCallbacks} callbacks
 * @returns {import('./live.js').Events | null}
 */
export declare function sharedEvents(transport: Transport, user: string, callbacks: EventCallbacks): import('./live.js').Events | null;
