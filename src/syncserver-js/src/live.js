// @ts-check
import { EventStream } from './event-stream.js';

/** Somebody at a document (protocol 10); oneself too. @typedef {import('./presence.js').Present & { state: import('./presence.js').PresenceState | 'gone' }} PresenceEvent */
/** A lock taken or gone (protocol 7). @typedef {{ type: 'locked' | 'unlocked' } & Record<string, any>} LockEvent */

/**
 * @typedef {object} Ends
 * @property {(version?: number) => void} look There is a newer version, or may be one.
 * @property {(event: LockEvent) => void} lock
 * @property {(event: PresenceEvent) => void} presence
 */

/** What others do with one document (protocol 9). */
export class Live {
  #transport;
  #ends;
  #stream;

  /**
   * @param {import('./transport.js').Transport} transport
   * @param {Ends} ends
   */
  constructor(transport, ends) {
    this.#transport = transport;
    this.#ends = ends;
    this.#stream = new EventStream({
      open: (since, signal) => this.#open(since, signal),
      connected: (gap) => gap && ends.look(),
      event: (type, data) => this.#event(type, data),
    });
  }

  start() {
    this.#stream.start();
  }

  /** Stops until it is started again, then goes on after the last event. */
  stop() {
    this.#stream.stop();
  }

  /**
   * @param {string | null} since
   * @param {AbortSignal} signal
   */
  #open(since, signal) {
    const [collection, id] = this.#transport.url.pathname.split('/').slice(-2);
    const headers = new Headers({ Accept: 'text/event-stream' });
    if (since !== null) headers.set('Last-Event-ID', since);
    const url = new URL(`../events?collection=${collection}&id=${id}`, this.#transport.url);
    return this.#transport.request('GET', { url, headers, signal });
  }

  /**
   * @param {string} type
   * @param {any} data
   */
  #event(type, data) {
    if (type === 'saved' || type === 'deleted') this.#ends.look(data.version);
    else if (type === 'reset') this.#ends.look();
    else if (type === 'presence') this.#ends.presence(data);
    else if (type === 'locked' || type === 'unlocked') this.#ends.lock({ ...data, type });
  }
}
