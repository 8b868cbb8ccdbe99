// @ts-check
import { bodyOf, defaultType } from './content.js';
import { reserve } from './keepalive.js';
import { problemOf, ProblemError } from './problem.js';
import { etagOf, readSaveResponse, versionOf } from './save-response.js';

/**
 * The response to a read of the document.
 * @typedef {object} ReadResponse
 * @property {number} status The HTTP status; 304 where there is nothing newer.
 * @property {number} version The version that the response names; 0 where it names none.
 * @property {string | null} etag
 * @property {import('./content.js').Body | null} body null where there is none.
 * @property {string | null} retryAfter
 */

/**
 * Returns the bearer token for the next request. With `refused`, the token that the server has just refused: another one is tried
 * once, the same one is not. `subject` returns the id of the person.
 * @typedef {((reason?: { refused: string }) => Promise<string>) & { subject?: () => Promise<string> }} Token
 */

/**
 * @typedef {object} RequestOptions
 * @property {string | URL} [url] Default: the document.
 * @property {HeadersInit} [headers]
 * @property {import('./content.js').Body | null} [body]
 * @property {AbortSignal} [signal] Cancels the request.
 * @property {boolean} [keepalive] Whether the request may outlive its page.
 */

/** Milliseconds after which an attempt without a response is given up: the network may have lost it. */
const attemptTimeout = 30_000;

/** The requests for one document. */
export class Transport {
  #token;
  #contentType;

  /**
   * @param {URL} url The document's address.
   * @param {Token | undefined} token
   * @param {string} [contentType] The document's content type.
   */
  constructor(url, token, contentType = defaultType) {
    /** The document's address. */
    this.url = url;
    this.#token = token;
    this.#contentType = contentType;
  }

  /** The address of a resource of the document. @param {string} path */
  below(path) {
    return new URL(`${this.url.pathname}/${path}`, this.url);
  }

  /**
   * Makes a request; once again with another token where the server refused the first one.
   * @param {string} method
   * @param {RequestOptions} [options]
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
   * Reads the newest version. There is no body where the document does not exist.
   * @param {AbortSignal | null} [cancelled]
   * @param {number} [timeout] Milliseconds.
   * @returns {Promise<ReadResponse>}
   * @throws {ProblemError} when the server refuses to show the document.
   * @throws {import('./content.js').UnreadableContentError}
   */
  async read(cancelled = null, timeout) {
    return withTimeout(cancelled, async (signal) => {
      const response = await this.request('GET', { signal });
      const isAbsent = response.status === 404 || response.status === 410;
      if (!response.ok && !isAbsent) throw new ProblemError(response.status, await problemOf(response));
      return this.#readResponse(response);
    }, timeout);
  }

  /**
   * Reads a newer version: one attempt.
   * @param {string | null} etag The version that the client holds.
   * @param {number} minVersion The response is never older.
   * @param {AbortSignal} cancelled
   * @returns {Promise<ReadResponse>}
   * @throws {import('./content.js').UnreadableContentError}
   */
  async refresh(etag, minVersion, cancelled) {
    const headers = new Headers();
    if (etag !== null) headers.set('If-None-Match', etag);
    if (minVersion > 0) headers.set('Min-Version', String(minVersion));
    return withTimeout(cancelled, async (signal) => this.#readResponse(await this.request('GET', { headers, signal })));
  }

  /**
   * Reads the content at an address that the server gave: one attempt.
   * @param {URL} url
   * @param {AbortSignal} cancelled
   * @throws {import('./content.js').UnreadableContentError}
   */
  async readContent(url, cancelled) {
    return withTimeout(cancelled, async (signal) => {
      const response = await this.request('GET', { url, signal });
      const { status, ok } = response;
      return {
        status,
        body: ok ? await bodyOf(response, this.#contentType) : null,
        problem: ok ? null : await problemOf(response),
        retryAfter: response.headers.get('Retry-After'),
      };
    });
  }

  /**
   * Reads JSON about the document.
   * @param {URL} url
   * @returns {Promise<any>}
   * @throws {ProblemError} when the server refuses it.
   */
  async readJson(url) {
    return withTimeout(null, async (signal) => {
      const response = await this.request('GET', { url, signal });
      if (!response.ok) throw new ProblemError(response.status, await problemOf(response));
      return response.json();
    });
  }

  /**
   * Makes one attempt at a save (docs/protocol.md, section 2).
   * @param {import('./save-state.js').Save} save
   * @param {AbortSignal} cancelled
   * @param {boolean} keepalive Whether the request may outlive its page, if there is room for it.
   * @returns {Promise<import('./save-response.js').SaveResponse>}
   */
  async put({ headers, body }, cancelled, keepalive) {
    const release = keepalive ? reserve(body) : null;
    const deletes = body === null;
    try {
      return await withTimeout(cancelled, async (signal) => readSaveResponse(
        await this.request(deletes ? 'DELETE' : 'PUT', { headers, body, signal, keepalive: release !== null }), deletes, this.#contentType));
    } finally {
      release?.();
    }
  }

  /**
   * @param {Response} response
   * @returns {Promise<ReadResponse>}
   */
  async #readResponse(response) {
    return {
      status: response.status,
      version: versionOf(response),
      etag: etagOf(response),
      body: response.status === 200 ? await bodyOf(response, this.#contentType) : null,
      retryAfter: response.headers.get('Retry-After'),
    };
  }
}

/**
 * @template Result
 * @param {AbortSignal | null} cancelled
 * @param {(signal: AbortSignal) => Promise<Result>} work
 * @param {number} [timeout] Milliseconds.
 * @returns {Promise<Result>}
 * @throws {TypeError} when the work takes longer.
 */
export async function withTimeout(cancelled, work, timeout = attemptTimeout) {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(new TypeError('The server does not respond.')), timeout);
  try {
    return await work(cancelled ? AbortSignal.any([cancelled, limit.signal]) : limit.signal);
  } finally {
    clearTimeout(timer);
  }
}
