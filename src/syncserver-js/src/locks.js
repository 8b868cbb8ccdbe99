// @ts-check
import { refusalOf } from './problem.js';
import { isTransient } from './retry.js';

/** Makes a request of the session about the document. @typedef {(method: string, path: string, body: object | null) => Promise<Response>} Request */

/** A lock that this session holds on a document or a part of it (docs/protocol.md, section 7). It is renewed until it is released. */
export class Lock {
  /** Called when the lock is lost: expired, or taken over. @type {(() => void) | null} */
  onLost = null;
  #request;
  #timer;

  /**
   * @param {Record<string, any>} lock The lock in the response.
   * @param {number} ttl Seconds.
   * @param {Request} request
   */
  constructor(lock, ttl, request) {
    this.#request = request;
    /** The lock's id. @type {string} */
    this.id = lock.lockId;
    /** The JSON pointer of what it covers; empty is the whole document. @type {string} */
    this.scope = lock.scope;
    /** RFC 3339, UTC. @type {string} */
    this.expiresAt = lock.expiresAt;
    this.#timer = setInterval(() => void this.#renew(ttl), ttl * 1000 / 3);
  }

  /** Releases the lock. If the server cannot be reached, the lock expires. */
  async release() {
    clearInterval(this.#timer);
    await this.#request('DELETE', `locks/${this.id}`, null).catch(() => {});
  }

  /** @param {number} ttl */
  async #renew(ttl) {
    const response = await this.#request('PUT', `locks/${this.id}`, { ttlSeconds: ttl }).catch(() => null);
    if (response?.ok) {
      this.expiresAt = (await response.json()).expiresAt;
    } else if (response && !isTransient(response) && response.status !== 401) {
      clearInterval(this.#timer);
      this.onLost?.();
    }
  }
}

/** The locks of one session on a document. */
export class Locks {
  #request;
  /** @type {Set<Lock>} */
  #held = new Set();
  #released = false;

  /** @param {Request} request */
  constructor(request) {
    this.#request = request;
  }

  /**
   * Acquires a lock.
   * @param {string} scope
   * @param {{ ttl?: number, takeover?: boolean }} options
   * @throws {import('./problem.js').ProblemError} with the type `locked`, and the holder in its problem, while another session holds it.
   */
  async acquire(scope, { ttl = 30, takeover }) {
    const response = await this.#request('POST', 'locks', { scope, ttlSeconds: ttl, takeover });
    if (!response.ok) throw await refusalOf(response);
    const lock = new Lock(await response.json(), ttl, this.#request);
    this.#held.add(lock);
    if (this.#released) this.release();
    return lock;
  }

  /** Releases all locks, and those that are acquired later. */
  release() {
    this.#released = true;
    for (const lock of this.#held) void lock.release();
    this.#held.clear();
  }
}
