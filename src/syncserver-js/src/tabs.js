// @ts-check
import { EventStream } from './event-stream.js';
import { openEvents } from './live.js';

/** Milliseconds in which the tabs say which documents they have open before the stream is opened for them. */
const gatheringTime = 50;

/** @typedef {import('./live.js').EventCallbacks} EventCallbacks @typedef {import('./transport.js').Transport} Transport */

/** A document of this page. @typedef {{ transport: Transport, name: string, callbacks: EventCallbacks, connected: boolean }} Member */

/**
 * A message from one tab to the others.
 * @typedef {object} Message
 * @property {string} [tab] The tab, with `wants`.
 * @property {string[]} [wants] The documents that the tab has open.
 * @property {boolean} [asks] The tab leads now, and asks the others what they want.
 * @property {string[]} [covers] The documents of the stream that is open now, with `resumed`.
 * @property {boolean} [resumed] Whether no event was missed.
 * @property {string} [type] The type of an event, with `data` and `lastEventId`.
 * @property {any} [data]
 * @property {string | null} [lastEventId]
 */

/** The hubs of this page by server and person. @type {Map<string, Hub>} */
const hubs = new Map();

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
export function sharedEvents(transport, user, callbacks) {
  if (user === '' || !globalThis.navigator?.locks) return null;
  try {
    new BroadcastChannel('syncserver-events').close();
  } catch {
    // The page is sandboxed, or storage is blocked.
    return null;
  }
  const key = `${new URL('..', transport.url)} ${user}`;
  const hub = hubs.get(key) ?? new Hub(key);
  hubs.set(key, hub);
  const member = { transport, name: transport.url.pathname.split('/').slice(-2).join('/'), callbacks, connected: false };
  return { start: () => hub.add(member), stop: () => hub.remove(member) };
}

/** The events of one person in one tab, which may lead the others. */
class Hub {
  #name;
  #tab = Math.random().toString(36);
  /** @type {Set<Member>} */
  #members = new Set();
  /** What each tab wants. @type {Map<string, string[]>} */
  #wanted = new Map();
  /** @type {BroadcastChannel | null} */
  #channel = null;
  /** Aborted once this tab neither leads nor waits to lead. @type {AbortController | null} */
  #joined = null;
  #isLeader = false;
  /** The query of the stream that is open or being opened. */
  #query = '';
  /** Whether the stream of `#query` is open. */
  #isOpen = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #gathering;
  #stream = new EventStream({
    open: (lastEventId, signal) => openEvents([...this.#members][0].transport, this.#query, lastEventId, signal),
    connected: (resumed) => {
      this.#isOpen = true;
      this.#announce(resumed);
    },
    event: (type, data) => this.#publish({ type, data, lastEventId: this.#stream.lastEventId }),
  });

  /** @param {string} name */
  constructor(name) {
    this.#name = `syncserver-events ${name}`;
    const page = globalThis.document;
    page?.addEventListener('freeze', () => this.#leave());
    page?.addEventListener('resume', () => this.#join());
    globalThis.addEventListener?.('pagehide', () => this.#leave());
    globalThis.addEventListener?.('pageshow', () => this.#join());
  }

  /** @param {Member} member */
  add(member) {
    if (this.#members.has(member)) return;
    member.connected = false;
    this.#members.add(member);
    this.#join();
    this.#want();
  }

  /** @param {Member} member */
  remove(member) {
    if (!this.#members.delete(member)) return;
    this.#want();
    if (this.#members.size === 0) this.#leave();
  }

  /** Listens to the other tabs, and leads them once no other tab does. */
  #join() {
    if (this.#joined || this.#members.size === 0) return;
    const { signal } = this.#joined = new AbortController();
    this.#channel = new BroadcastChannel(this.#name);
    this.#channel.onmessage = ({ data }) => this.#received(data);
    navigator.locks.request(this.#name, { signal }, () => new Promise((/** @type {(value?: undefined) => void} */ release) => {
      signal.addEventListener('abort', () => release());
      this.#lead();
    })).catch(() => {
      // It left before it led, or the page may not use locks.
    });
    this.#want();
  }

  #leave() {
    this.#isLeader = false;
    clearTimeout(this.#gathering);
    this.#stream.stop();
    this.#isOpen = false;
    this.#query = '';
    this.#channel?.postMessage({ tab: this.#tab, wants: [] });
    this.#channel?.close();
    this.#channel = null;
    this.#joined?.abort();
    this.#joined = null;
    // Events are missed until it joins again.
    for (const member of this.#members) member.connected = false;
  }

  #lead() {
    this.#isLeader = true;
    this.#wanted.clear();
    this.#channel?.postMessage({ asks: true });
    this.#want();
  }

  /** Says what this tab wants. */
  #want() {
    const wants = [...this.#members].map(({ name }) => name);
    this.#wanted.set(this.#tab, wants);
    this.#channel?.postMessage({ tab: this.#tab, wants });
    this.#gather();
  }

  /** @param {Message} message */
  #received({ tab, wants, asks, ...message }) {
    if (asks) this.#want();
    else if (tab && wants) {
      this.#wanted.set(tab, wants);
      this.#gather();
    } else this.#dispatch(message);
  }

  /** Opens the stream for what is wanted now, where this tab leads. */
  #gather() {
    if (!this.#isLeader) return;
    clearTimeout(this.#gathering);
    this.#gathering = setTimeout(() => {
      const query = queryOf(this.#covered);
      if (query === this.#query) {
        if (this.#isOpen) this.#announce(true);
        return;
      }
      this.#query = query;
      this.#isOpen = false;
      this.#stream.stop();
      this.#stream.start();
    }, gatheringTime);
  }

  get #covered() {
    return [...new Set([...this.#wanted.values()].flat())];
  }

  /** @param {boolean} resumed */
  #announce(resumed) {
    this.#publish({ covers: this.#covered, resumed, lastEventId: this.#stream.lastEventId });
  }

  /** @param {Message} message */
  #publish(message) {
    this.#channel?.postMessage(message);
    this.#dispatch(message);
  }

  /** @param {Message} message */
  #dispatch({ covers, resumed = false, type = '', data, lastEventId = null }) {
    // The tab that leads next resumes after it.
    this.#stream.lastEventId = lastEventId ?? this.#stream.lastEventId;
    for (const member of this.#members) {
      if (covers?.includes(member.name)) {
        // What was saved before the stream had the document was missed.
        const isMissing = !resumed || !member.connected;
        member.connected = true;
        if (isMissing) member.callbacks.connected(false);
      } else if (type === 'reset' || (type && `${data.collection}/${data.id}` === member.name)) {
        member.callbacks.event(type, data);
      }
    }
  }
}

/** @param {string[]} documents Each as `collection/id`. */
function queryOf(documents) {
  const [[collection, id], ...others] = documents.map((name) => name.split('/'));
  if (others.length === 0) return `?collection=${collection}&id=${id}`;
  return others.every(([other]) => other === collection) ? `?collection=${collection}` : '';
}
