// @ts-check
import { SyncDocument } from './document.js';

export { SyncDocument } from './document.js';
export { Conflict } from './conflict.js';
export { ProblemError } from './problem.js';

/**
 * @typedef {object} OpenOptions
 * @property {() => Promise<string>} [token] Gives the bearer token (protocol 11). Called for every request, so that it
 *   can refresh one that is about to expire.
 * @property {string} [contentType] The document's type; default `application/json`. It decides what `content` is: a JSON
 *   value, a string for `text/*`, else a `Uint8Array`.
 * @property {number} [debounce] Milliseconds without a change before a save is sent; default 300.
 * @property {number} [maxWait] Milliseconds after which a save is sent although changes go on; default 1500.
 * @property {number} [maxInFlight] How many saves may be on their way at once; default 4.
 */

/**
 * Opens a document and reads it. A document that does not exist yet, or was deleted, has the content `null`; its first
 * save creates it.
 *
 * Every call is a session of its own (protocol 1): its id lives in memory only, so that a reloaded or duplicated page
 * never passes for the one before it.
 * @param {string | URL} url The document's address, `…/v1/{collection}/{id}`.
 * @param {OpenOptions} [options]
 * @returns {Promise<SyncDocument>}
 * @throws {ProblemError} when the server refuses to show it.
 * @throws {TypeError} when the server cannot be reached.
 */
export async function openDocument(url, options = {}) {
  const document = new SyncDocument(url, options);
  await document.load();
  return document;
}
