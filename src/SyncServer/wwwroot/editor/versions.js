// @ts-check
import { ProblemError } from '../client/syncserver.js';

/**
 * A version in the history (docs/protocol.md, section 6).
 * @typedef {{ version: number, etag: string, savedAt: string, savedBy: { id: string, name: string }, outcome: string, deleted: boolean }} Revision
 */

/** Reads the history and the locks of one note. */
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
   * A page of versions, newest first.
   * @param {string | null} before The `next` of the previous page.
   * @returns {Promise<{ items: Revision[], next: string | null }>}
   */
  async list(before) {
    return (await this.#send('GET', `revisions?limit=30${before ? `&before=${before}` : ''}`)).json();
  }

  /**
   * The content of a version.
   * @param {number} version
   * @returns {Promise<unknown>}
   */
  async read(version) {
    const response = await this.#send('GET', `revisions/${version}`);
    const type = response.headers.get('Content-Type') ?? '';
    if (/^text\//.test(type)) return response.text();
    return /[/+]json\b/.test(type) ? response.json() : new Uint8Array(await response.arrayBuffer());
  }

  /**
   * @param {number} from
   * @param {number} to
   * @returns {Promise<{ path?: string, from?: unknown, to?: unknown }[]>}
   */
  async diff(from, to) {
    return (await (await this.#send('GET', `diff?from=${from}&to=${to}`)).json()).changes;
  }

  /**
   * Restores an earlier version. It is refused if there is a newer version than `newest`.
   * @param {number} version
   * @param {number} newest The version that the user saw as the newest.
   */
  async restore(version, newest) {
    const { items: [seen] } = await this.list(String(newest + 1));
    await this.#send('POST', `revisions/${version}/restore`, { 'If-Match': seen?.version === newest ? seen.etag : '""' });
  }

  /** The live locks. @returns {Promise<import('./field-locks.js').Held[]>} */
  async locks() {
    return (await (await this.#send('GET', 'locks')).json()).items;
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {Record<string, string>} [headers]
   */
  async #send(method, path, headers) {
    const response = await fetch(new URL(`${this.#url.pathname}/${path}`, this.#url), {
      method, headers: { ...headers, Authorization: `Bearer ${await this.#token()}` },
    });
    if (!response.ok) throw new ProblemError(response.status, Object(await response.json().catch(() => null)));
    return response;
  }
}
