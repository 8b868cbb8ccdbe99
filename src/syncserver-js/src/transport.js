// @ts-check
import { bodyOf, defaultType } from './content.js';
import { reserve } from './keepalive.js';
import { refusalOf } from './problem.js';
import { aborted } from './retry.js';
import { readSaveResponse, versionOf } from './save-response.js';

/**
 * The response to a read of the document.
 * @typedef {object} ReadResponse
 * @property {number} status The HTTP status; 304 where there is nothing newer.
 * @property {import('./save-state.js').DocumentVersion | null} version The version that it names; null where it names none.
 * @property {import('./content.js').Body | null} body null where there is none.
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
   * Reads the newest version: one attempt. There is no body where the document does not exist, or where there is nothing newer.
   * @param {AbortSignal | null} [cancelled]
   * @param {number} [timeout] Milliseconds.
   * @param {string | null} [etag] The version that the client holds.
   * @param {number} [minVersion] The response is never older.
   * @returns {Promise<ReadResponse>}
   * @throws {import('./problem.js').ProblemError} when the server refuses to show the document.
   * @throws {import('./content.js').UnreadableContentError}
   */
  async read(cancelled, timeout, etag = null, minVersion = 0) {
    const headers = {
      ...(etag !== null && { 'If-None-Match': etag }),
      ...(minVersion > 0 && { 'Min-Version': String(minVersion) }),
    };
    return withTimeout(cancelled, async (signal) => {
      const response = await this.request('GET', { headers, signal });
      const { ok, status } = response;
      const refusal = ok || status === 304 ? null : await refusalOf(response);
      if (refusal && !/^(not-found|gone)$/.test(refusal.type)) throw refusal;
      return { status, version: versionOf(response), body: ok ? await bodyOf(response, this.#contentType) : null };
    }, timeout);
  }

  /**
   * Reads the content at an address that the server gave: one attempt.
   * @param {URL} url
   * @param {AbortSignal} cancelled
   * @throws {import('./problem.js').ProblemError} when the server refuses it.
   * @throws {import('./content.js').UnreadableContentError}
   */
  readContent(url, cancelled) {
    return this.#get(url, (response) => bodyOf(response, this.#contentType), cancelled);
  }

  /**
   * Reads JSON about the document.
   * @param {URL} url
   * @returns {Promise<any>}
   * @throws {import('./problem.js').ProblemError} when the server refuses it.
   */
  readJson(url) {
    return this.#get(url, (response) => response.json());
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
   * @template Result
   * @param {URL} url
   * @param {(response: Response) => Promise<Result>} take
   * @param {AbortSignal} [cancelled]
   */
  #get(url, take, cancelled) {
    return withTimeout(cancelled, async (signal) => {
      const response = await this.request('GET', { url, signal });
      if (!response.ok) throw await refusalOf(response);
      return take(response);
    });
  }
}

/**
 * Work that ends in time, also where it waits for something that cannot be cancelled, such as a token.
 * @template Result
 * @param {AbortSignal | null | undefined} cancelled
 * @param {(signal: AbortSignal) => Promise<Result>} work
 * @param {number} [timeout] Milliseconds.
 * @returns {Promise<Result>}
 * @throws {TypeError} when the work takes longer.
 */
export async function withTimeout(cancelled, work, timeout = attemptTimeout) {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(new TypeError('The server does not respond.')), timeout);
  const signal = cancelled ? AbortSignal.any([cancelled, limit.signal]) : limit.signal;
  try {
    return await Promise.race([work(signal), aborted(signal).then(() => {
      throw signal.reason;
    })]);
  } finally {
    clearTimeout(timer);
    // What still waits for the signal is let go.
    limit.abort();
  }
}
