// @ts-check
import { ProblemError } from '../client/syncserver.js';

/**
 * A line of the history (docs/protocol.md, section 6).
 * @typedef {{ version: number, etag: string, savedAt: string, savedBy: { id: string, name: string }, outcome: string, deleted: boolean }} Revision
 */

/** The versions of one note, past ones too. */
export class Versions {
  #url;
  #token;

  /**
   * @param {URL} url The note's address.
   * @param {() => Promise<string>} token
   */
  constructor(url, token) {
    this.#url = url;
    this.#token = token;
  }

  /**
   * The newest first.
   * @param {string | null} before What an earlier page gave as `next`.
   * @returns {Promise<{ items: Revision[], next: string | null }>}
   */
  async list(before) {
    return (await this.#ask('GET', `revisions?limit=30${before ? `&before=${before}` : ''}`)).json();
  }

  /**
   * What a version holds.
   * @param {number} version
   * @returns {Promise<unknown>}
   */
  async read(version) {
    return (await this.#ask('GET', `revisions/${version}`)).json();
  }

  /**
   * @param {number} from
   * @param {number} to
   * @returns {Promise<{ path?: string, from?: unknown, to?: unknown }[]>}
   */
  async diff(from, to) {
    return (await (await this.#ask('GET', `diff?from=${from}&to=${to}`)).json()).changes;
  }

  /**
   * Makes what an old version holds the newest: a save like any other, refused where the newest is not the one named.
   * @param {number} version
   * @param {number} newest What the user took for the newest.
   */
  async restore(version, newest) {
    const { items: [seen] } = await this.list(String(newest + 1));
    await this.#ask('POST', `revisions/${version}/restore`, { 'If-Match': seen?.version === newest ? seen.etag : '""' });
  }

  /** Who has locked what. @returns {Promise<import('./field-locks.js').Held[]>} */
  async locks() {
    return (await (await this.#ask('GET', 'locks')).json()).items;
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {Record<string, string>} [headers]
   */
  async #ask(method, path, headers) {
    const response = await fetch(new URL(`${this.#url.pathname}/${path}`, this.#url), {
      method, headers: { ...headers, Authorization: `Bearer ${await this.#token()}` },
    });
    if (!response.ok) throw new ProblemError(response.status, Object(await response.json().catch(() => null)));
    return response;
  }
}
