// @ts-check
import { etagOf, readAnswer, versionOf } from './answer.js';
import { bodyOf, decode } from './content.js';
import { reserve } from './keepalive.js';
import { problemOf, ProblemError } from './problem.js';

/**
 * What the server has of a document.
 * @typedef {object} Reading
 * @property {number} status The HTTP status; 304 where nothing is newer than what is known.
 * @property {number} version
 * @property {string | null} etag
 * @property {import('./content.js').Body | null} body null where there is none.
 * @property {string | null} retryAfter
 */

/**
 * Gives the bearer token for the next request. With `refused`, the token that the server did not take just now: another
 * one is tried once, the same one is not.
 * @typedef {(why?: { refused: string }) => Promise<string>} Token
 */

/**
 * @typedef {object} Parts
 * @property {string | URL} [url] Default: the document.
 * @property {HeadersInit} [headers]
 * @property {import('./content.js').Body | null} [body]
 * @property {AbortSignal} [signal] Ends it.
 * @property {boolean} [keepalive] Whether it shall outlive its page.
 */

/** An attempt without an answer is given up after this many milliseconds; the network may have lost it. */
const attemptLimit = 30_000;

/** The requests that are made about one document. */
export class Transport {
  #token;

  /**
   * @param {URL} url The document's address.
   * @param {Token | undefined} token
   */
  constructor(url, token) {
    /** The document's address. */
    this.url = url;
    this.#token = token;
  }

  /** An address that belongs to the document. @param {string} path */
  below(path) {
    return new URL(`${this.url.pathname}/${path}`, this.url);
  }

  /**
   * Makes a request; once again with another token where the first one was not taken.
   * @param {string} method
   * @param {Parts} [parts]
   * @returns {Promise<Response>}
   */
  async request(method, { url = this.url, headers, body, signal, keepalive = false } = {}) {
    const all = new Headers(headers);
    const init = { method, headers: all, body, signal, keepalive, cache: /** @type {const} */ ('no-store') };
    if (!this.#token) return fetch(url, init);
    const token = await this.#token();
    all.set('Authorization', `Bearer ${token}`);
    const response = await fetch(url, init);
    if (response.status !== 401) return response;
    const fresh = await this.#token({ refused: token });
    if (fresh === token) return response;
    await response.body?.cancel();
    all.set('Authorization', `Bearer ${fresh}`);
    return fetch(url, init);
  }

  /**
   * Reads the newest version; without a body where there is no document.
   * @returns {Promise<Reading>}
   * @throws {ProblemError} when the server refuses to show it.
   */
  async read() {
    return within(attemptLimit, null, async (ended) => {
      const response = await this.request('GET', { signal: ended });
      const absent = response.status === 404 || response.status === 410;
      if (!response.ok && !absent) throw new ProblemError(response.status, await problemOf(response));
      return readingOf(response);
    });
  }

  /**
   * Reads what is newer than what is known: one attempt.
   * @param {string | null} etag What is known.
   * @param {number} version The answer is never older.
   * @param {AbortSignal} signal Ends it.
   * @returns {Promise<Reading>}
   */
  async refresh(etag, version, signal) {
    const headers = new Headers();
    if (etag !== null) headers.set('If-None-Match', etag);
    if (version > 0) headers.set('Min-Version', String(version));
    return within(attemptLimit, signal, async (ended) => readingOf(await this.request('GET', { headers, signal: ended })));
  }

  /**
   * Reads a content at an address that the server gave: one attempt.
   * @param {URL} url
   * @param {AbortSignal} signal Ends it.
   */
  async readContent(url, signal) {
    return within(attemptLimit, signal, async (ended) => {
      const response = await this.request('GET', { url, signal: ended });
      const { status, ok } = response;
      return {
        status,
        content: ok ? await decode(response) : null,
        problem: ok ? null : await problemOf(response),
        retryAfter: response.headers.get('Retry-After'),
      };
    });
  }

  /**
   * Makes one attempt at a save (protocol 2).
   * @param {import('./save-state.js').Save} save
   * @param {AbortSignal} signal Ends it.
   * @param {boolean} keepalive Whether it shall outlive its page, if there is room for it.
   * @returns {Promise<import('./answer.js').Answer>}
   */
  async put({ headers, body }, signal, keepalive) {
    const release = keepalive ? reserve(body) : null;
    try {
      return await within(attemptLimit, signal, async (ended) => readAnswer(await this.request(
        body === null ? 'DELETE' : 'PUT', { headers, body, signal: ended, keepalive: release !== null })));
    } finally {
      release?.();
    }
  }
}

/**
 * @param {Response} response
 * @returns {Promise<Reading>}
 */
async function readingOf(response) {
  return {
    status: response.status,
    version: versionOf(response),
    etag: etagOf(response),
    body: response.status === 200 ? await bodyOf(response) : null,
    retryAfter: response.headers.get('Retry-After'),
  };
}

/**
 * @template Result
 * @param {number} milliseconds
 * @param {AbortSignal | null} signal
 * @param {(ended: AbortSignal) => Promise<Result>} work
 * @returns {Promise<Result>}
 */
async function within(milliseconds, signal, work) {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(new TypeError('No answer came.')), milliseconds);
  try {
    return await work(signal ? AbortSignal.any([signal, limit.signal]) : limit.signal);
  } finally {
    clearTimeout(timer);
  }
}
