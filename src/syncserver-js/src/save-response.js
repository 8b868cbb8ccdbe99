// @ts-check
import { bodyOf } from './content.js';
import { problemOf } from './problem.js';

/**
 * What the server said to a save (protocol 3 and 5), read to its end.
 * @typedef {object} Answer
 * @property {number} status The HTTP status.
 * @property {import('./save-state.js').Adopted | null} named The version that it names; null for a refusal.
 * @property {string | null} outcome How it was accepted.
 * @property {import('./content.js').Body | null} content The content in the answer; null where there is none.
 * @property {string | null} retryAfter The `Retry-After` header.
 * @property {import('./problem.js').Problem | null} problem Why it was refused; null when it was accepted.
 */

/**
 * @param {Response} response
 * @returns {Promise<Answer>}
 * @throws {TypeError} when a proxy or a sign-in page answered, not the server.
 */
export async function readAnswer(response) {
  const etag = etagOf(response);
  return {
    status: response.status,
    named: response.ok && etag !== null ? { version: versionOf(response), etag } : null,
    outcome: response.headers.get('Save-Outcome'),
    content: response.ok && response.headers.has('Content-Type') ? await bodyOf(response) : null,
    retryAfter: response.headers.get('Retry-After'),
    problem: response.ok ? null : await problemOf(response),
  };
}

/**
 * The ETag of an answer: proxies rewrite or strip `ETag`, but not `Sync-ETag` (protocol 3).
 * @param {Response} response
 * @throws {TypeError} when something else than the server answered: tried again as a lost answer is.
 */
export function etagOf(response) {
  const etag = response.headers.get('Sync-ETag');
  if (response.ok && etag === null) throw new TypeError('Something else than the server answered.');
  return etag;
}

/**
 * The version that an answer is about; 0 where it names none.
 * @param {Response} response
 */
export function versionOf(response) {
  return Number(response.headers.get('Version') ?? 0);
}
