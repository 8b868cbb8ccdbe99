// @ts-check
import { SyncDocument } from './document.js';
import { IndexedDrafts } from './drafts.js';
import { hold, newSession } from './session.js';
import { Transport } from './transport.js';

export { SyncDocument } from './document.js';
export { Conflict } from './conflict.js';
export { IndexedDrafts, MemoryDrafts } from './drafts.js';
export { Lock } from './locks.js';
export { ProblemError } from './problem.js';
export { SignedOutError, tokenSource } from './token-source.js';

/**
 * @typedef {object} OpenOptions
 * @property {import('./transport.js').Token} [token] Gives the bearer token (protocol 11). Called for every request, so that it
 *   can refresh one that is about to expire; `tokenSource` makes one.
 * @property {string} [contentType] The document's type; default `application/json`. It decides what `content` is: a JSON
 *   value, a string for `text/*`, else a `Uint8Array`.
 * @property {boolean} [merge] Whether the server merges other people's changes with one's own where they do not overlap; default
 *   false. What it stored then comes with `onRemoteChange`.
 * @property {() => unknown} [editor] Gives what the editor holds, for editors that hand over their text late: asked before it
 *   would be replaced, and when the page is left. `undefined` for nothing.
 * @property {import('./drafts.js').DraftStore | null} [drafts] Where typed text is kept until it is on the server, so that a crash
 *   or a closed tab loses none; default the browser's IndexedDB, and none where there is none. `null` for none.
 * @property {string} [user] Whose drafts they are, where several people use one browser.
 * @property {number} [debounce] Milliseconds without a change before a save is sent; default 300.
 * @property {number} [maxWait] Milliseconds after which a save is sent although changes go on; default 1500.
 * @property {number} [maxInFlight] How many saves may be on their way at once; 1 to 32, default 4.
 */

/** The server keeps so many saves of a session on record (protocol 1). */
const mostInFlight = 32;

/** @type {import('./drafts.js').DraftStore | null} */
const browserDrafts = globalThis.indexedDB ? new IndexedDrafts() : null;

/**
 * Opens a document and reads it. A document that does not exist yet, or was deleted, has the content `null`; its first
 * save creates it.
 *
 * Every call is a session of its own (protocol 1), so that a reloaded or duplicated page never passes for the one before it.
 * Only where that one is gone and left text that was not saved, this one goes on with its text and its session; then the document
 * opens without a network too.
 * @param {string | URL} url The document's address, `…/v1/{collection}/{id}`.
 * @param {OpenOptions} [options]
 * @returns {Promise<SyncDocument>}
 * @throws {ProblemError} when the server refuses to show it.
 * @throws {TypeError} when the server cannot be reached.
 * @throws {RangeError} when `maxInFlight` is out of its range.
 */
export async function openDocument(url, options = {}) {
  const { maxInFlight = 4 } = options;
  if (!Number.isInteger(maxInFlight) || maxInFlight < 1 || maxInFlight > mostInFlight) throw new RangeError(`maxInFlight must be an integer from 1 to ${mostInFlight}.`);
  const transport = new Transport(new URL(url, globalThis.document?.baseURI), options.token);
  const store = options.drafts === undefined ? browserDrafts : options.drafts;
  const place = store && await placeFor(store, options.user ? `${transport.url} of ${options.user}` : transport.url.href);
  const document = new SyncDocument(transport, place?.draft?.session ?? place?.id ?? newSession(), place, options);
  try {
    await document.load();
  } catch (error) {
    await document.close();
    throw error;
  }
  return document;
}

/**
 * The newest draft whose instance is gone, or a place for a new one.
 * @param {import('./drafts.js').DraftStore} store
 * @param {string} document
 * @returns {Promise<import('./document.js').Place>}
 */
async function placeFor(store, document) {
  const drafts = await store.list(document);
  for (const { id } of drafts.sort((one, other) => other.keptAt - one.keptAt)) {
    const release = await hold(id, true);
    if (!release) continue;
    // Its instance may have typed on, or saved all, before it ended.
    const draft = (await store.list(document)).find((now) => now.id === id);
    if (draft) return { store, document, id, draft, release };
    release();
  }
  const id = newSession();
  return { store, document, id, draft: null, release: await hold(id, false) ?? (() => {}) };
}
