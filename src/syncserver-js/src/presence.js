// @ts-check
import { problemOf, ProblemError } from './problem.js';

/** Presence lives 30 s on the server (protocol 10). */
const renewal = 10_000;

/** @typedef {'viewing' | 'editing' | 'idle'} PresenceState */

/**
 * A session that has the document open. Its tag tells the sessions of one person apart.
 * @typedef {{ person: { id: string, name: string }, session: string, state: PresenceState | 'gone', field?: string | null }} Present
 */

/** Shows the others who is here, and where. */
export class Presence {
  #transport;
  #session;
  /** @type {object | null} */
  #here = null;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;

  /**
   * @param {import('./transport.js').Transport} transport
   * @param {() => string} session
   */
  constructor(transport, session) {
    this.#transport = transport;
    this.#session = session;
  }

  /**
   * Is here until `leave`, or tells something else.
   * @param {PresenceState} [state]
   * @param {string} [field] A JSON pointer.
   */
  join(state = 'viewing', field) {
    this.#here = { state, field };
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#tell(), renewal);
    return this.#tell();
  }

  /** Is not here any more. */
  async leave() {
    if (this.#here === null) return;
    this.#here = null;
    clearInterval(this.#timer);
    await this.#request('DELETE', null).catch(() => {});
  }

  /**
   * Everybody who is here.
   * @returns {Promise<Present[]>}
   * @throws {ProblemError} when the server refuses to tell.
   */
  async list() {
    const response = await this.#request('GET', null);
    if (!response.ok) throw new ProblemError(response.status, await problemOf(response));
    return (await response.json()).items;
  }

  /** What fails is told again soon. */
  async #tell() {
    if (this.#here !== null) await this.#request('PUT', JSON.stringify(this.#here)).catch(() => {});
  }

  /**
   * @param {string} method
   * @param {string | null} body
   */
  #request(method, body) {
    const headers = new Headers({ 'Session-Id': this.#session() });
    if (body !== null) headers.set('Content-Type', 'application/json');
    return this.#transport.request(method, { url: this.#transport.below('presence'), headers, body, keepalive: method === 'DELETE' });
  }
}
