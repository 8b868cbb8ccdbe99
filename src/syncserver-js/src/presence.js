// @ts-check
/** Presence lives 30 s on the server (docs/protocol.md, section 10). */
const renewal = 10_000;

/** @typedef {'viewing' | 'editing' | 'idle'} PresenceState */

/**
 * A session that has the document open. `session` is a short tag, which distinguishes the sessions of one person.
 * @typedef {{ person: import('./document.js').Person, session: string, state: PresenceState | 'gone', field?: string | null }} Present
 */

/** The presence of a session: shows the others that it has the document open, and where. */
export class Presence {
  #transport;
  #request;
  /** @type {object | null} */
  #current = null;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;
  #closed = false;

  /**
   * @param {import('./transport.js').Transport} transport
   * @param {import('./locks.js').Request} request
   */
  constructor(transport, request) {
    this.#transport = transport;
    this.#request = request;
  }

  /**
   * Joins the document until `leave`, or changes the state. It does nothing once the document is being closed.
   * @param {PresenceState} [state]
   * @param {string} [field] A JSON pointer.
   */
  async join(state = 'viewing', field) {
    if (this.#closed) return;
    this.#current = { state, field };
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#publish(), renewal);
    await this.#publish();
  }

  /** Leaves the document. If the server cannot be reached, the presence expires. */
  async leave() {
    if (this.#current === null) return;
    this.#current = null;
    clearInterval(this.#timer);
    await this.#request('DELETE', 'presence', null).catch(() => {});
  }

  /** The document is being closed. */
  close() {
    this.#closed = true;
    void this.leave();
  }

  /**
   * Lists the sessions that have the document open.
   * @returns {Promise<Present[]>}
   * @throws {import('./problem.js').ProblemError} when the server refuses it.
   */
  async list() {
    return (await this.#transport.readJson(this.#transport.below('presence'))).items;
  }

  /** If it fails, the next renewal publishes it. */
  async #publish() {
    if (this.#current !== null) await this.#request('PUT', 'presence', this.#current).catch(() => {});
  }
}
