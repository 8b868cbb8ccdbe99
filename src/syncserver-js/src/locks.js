// @ts-check
import { problemOf, ProblemError } from './problem.js';
import { isTransient } from './retry.js';

/**
 * A lock held on a document or a part of it (protocol 7); renewed until it is released.
 */
export class Lock {
  /** Called when the lock is lost: run out, or taken over. @type {(() => void) | null} */
  onLost = null;
  #ask;
  #timer;

  /**
   * @param {Record<string, any>} lock As the server gave it.
   * @param {number} ttl Seconds.
   * @param {(method: string, path: string, body: object | null) => Promise<Response>} ask
   */
  constructor(lock, ttl, ask) {
    this.#ask = ask;
    /** @type {string} */
    this.lockId = lock.lockId;
    /** @type {string} */
    this.scope = lock.scope;
    /** RFC 3339, UTC. @type {string} */
    this.expiresAt = lock.expiresAt;
    this.#timer = setInterval(() => void this.#renew(ttl), ttl * 1000 / 3);
  }

  /** Gives the lock back. What fails is settled by its time. */
  async release() {
    clearInterval(this.#timer);
    await this.#ask('DELETE', `locks/${this.lockId}`, null).catch(() => {});
  }

  /** @param {number} ttl */
  async #renew(ttl) {
    const response = await this.#ask('PUT', `locks/${this.lockId}`, { ttlSeconds: ttl }).catch(() => null);
    if (response?.ok) {
      this.expiresAt = (await response.json()).expiresAt;
    } else if (response && !isTransient(response.status) && response.status !== 401) {
      clearInterval(this.#timer);
      this.onLost?.();
    }
  }
}

/**
 * Takes a lock.
 * @param {{ scope: string, ttlSeconds: number, takeover?: boolean }} wanted
 * @param {(method: string, path: string, body: object | null) => Promise<Response>} ask
 * @returns {Promise<Lock>}
 * @throws {ProblemError} with the type `locked`, and the holder in its problem, while another session holds it.
 */
export async function takeLock(wanted, ask) {
  const response = await ask('POST', 'locks', wanted);
  if (!response.ok) throw new ProblemError(response.status, await problemOf(response));
  return new Lock(await response.json(), wanted.ttlSeconds, ask);
}
