// @ts-check
import { bodyOf, sameBody } from './content.js';
import { problemOf } from './problem.js';

/**
 * What the server said to a save (protocol 3 and 5), read to its end.
 * @typedef {object} Answer
 * @property {number} status The HTTP status.
 * @property {number} version The version that it is about; 0 where it names none.
 * @property {string | null} etag That version's ETag.
 * @property {string | null} outcome How it was accepted.
 * @property {import('./content.js').Body | null} stored What the version holds; null where that is what was sent.
 * @property {string | null} retryAfter The `Retry-After` header.
 * @property {import('./problem.js').Problem | null} problem Why it was refused; null when it was accepted, whatever the
 *   outcome: a save `replayed` or `superseded` is as safe as one `verified`.
 */

/**
 * @param {Response} response
 * @param {import('./content.js').Body | null} sent The body of the request.
 * @returns {Promise<Answer>}
 */
export async function readAnswer(response, sent) {
  const stored = response.status === 200 ? await bodyOf(response) : null;
  return {
    status: response.status,
    version: versionOf(response),
    etag: etagOf(response),
    outcome: response.headers.get('Save-Outcome'),
    stored: stored === null || sameBody(stored, sent) ? null : stored,
    retryAfter: response.headers.get('Retry-After'),
    problem: response.ok ? null : await problemOf(response),
  };
}

/**
 * The ETag of an answer: proxies rewrite `ETag`, but not `Sync-ETag` (protocol 3).
 * @param {Response} response
 */
export function etagOf(response) {
  return response.headers.get('Sync-ETag') ?? response.headers.get('ETag');
}

/**
 * The version that an answer is about; 0 where it names none.
 * @param {Response} response
 */
export function versionOf(response) {
  return Number(response.headers.get('Version') ?? 0);
}
