// @ts-check
import { readAnswer } from './answer.js';

/**
 * One save, as it is sent and sent again: a retry is the same to the last byte (protocol 4.4).
 * @typedef {object} Save
 * @property {number} sequence The session's own counter, strictly rising.
 * @property {import('./content.js').Body} body
 * @property {import('./known-version.js').Precondition} precondition What was known when it was first sent.
 * @property {string | null} conflictId The conflict that it settles (protocol 2).
 */

/** An attempt without an answer is given up after this many milliseconds; the network may have lost it. */
const attemptLimit = 30_000;

/** The requests that one session makes about one document. */
export class Transport {
  #url;
  #session;
  #contentType;
  #token;

  /**
   * @param {string | URL} url The document's address.
   * @param {string} session The `Session-Id`.
   * @param {string} contentType
   * @param {(() => Promise<string>) | undefined} token
   */
  constructor(url, session, contentType, token) {
    this.#url = url;
    this.#session = session;
    this.#contentType = contentType;
    this.#token = token;
  }

  /**
   * Reads the document, or another address of the server that belongs to it.
   * @param {string} [path] Relative to the document.
   * @returns {Promise<Response>}
   */
  async read(path = '') {
    const url = path ? new URL(path, this.#url) : this.#url;
    return fetch(url, { headers: await this.#headers(), cache: 'no-store' });
  }

  /**
   * Makes one attempt at a save (protocol 2).
   * @param {Save} save
   * @param {AbortSignal} signal Ends it.
   * @returns {Promise<import('./answer.js').Answer>}
   */
  async put(save, signal) {
    const headers = await this.#headers();
    headers.set('Content-Type', this.#contentType);
    headers.set('Session-Id', this.#session);
    headers.set('Save-Sequence', String(save.sequence));
    headers.set('On-Conflict', 'reject');
    headers.set(...save.precondition);
    if (save.conflictId !== null) headers.set('Conflict-Id', save.conflictId);

    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(new DOMException('No answer came.', 'TimeoutError')), attemptLimit);
    try {
      const ended = AbortSignal.any([signal, limit.signal]);
      return await readAnswer(await fetch(this.#url, { method: 'PUT', headers, body: save.body, signal: ended }));
    } finally {
      clearTimeout(timer);
    }
  }

  async #headers() {
    const headers = new Headers();
    if (this.#token) headers.set('Authorization', `Bearer ${await this.#token()}`);
    return headers;
  }
}
