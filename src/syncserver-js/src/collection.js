// @ts-check
import { Transport } from './transport.js';

/**
 * A document in a list (docs/protocol.md, section 6).
 * @typedef {object} DocumentInfo
 * @property {string} id
 * @property {number} version
 * @property {string} etag
 * @property {string} contentType
 * @property {number} size Bytes.
 * @property {string} createdAt RFC 3339, UTC.
 * @property {import('./document.js').Person} createdBy
 * @property {string} updatedAt RFC 3339, UTC.
 * @property {import('./document.js').Person} updatedBy
 * @property {string | null} session The tag of the session that saved it.
 */

/**
 * Lists the documents of a collection that the user may read, ordered by id. Deleted ones are not listed.
 * @param {string | URL} url The collection's address, `…/v1/{collection}`.
 * @param {object} [options]
 * @param {import('./transport.js').Token} [options.token] Returns the bearer token.
 * @param {string} [options.after] The `next` of the page before.
 * @param {number} [options.limit] 1 to 1,000; default 100.
 * @returns {Promise<{ items: DocumentInfo[], next: string | null }>}
 * @throws {import('./problem.js').ProblemError} when the server refuses it.
 * @throws {TypeError} when the server cannot be reached.
 */
export function list(url, { token, after, limit = 100 } = {}) {
  const page = new URL(url, globalThis.document?.baseURI);
  page.searchParams.set('limit', String(limit));
  if (after) page.searchParams.set('after', after);
  return new Transport(page, token, '').readJson(page);
}
