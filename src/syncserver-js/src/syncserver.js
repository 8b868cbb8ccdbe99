// @ts-check
import { SyncDocument } from './document.js';
import { IndexedDrafts } from './drafts.js';
import { holdDraft, newSession } from './session.js';
import { Transport } from './transport.js';

export { SyncDocument } from './document.js';
export { Conflict } from './conflict.js';
export { UnreadableContentError } from './content.js';
export { IndexedDrafts, MemoryDrafts } from './drafts.js';
export { Lock } from './locks.js';
export { ProblemError } from './problem.js';
export { SignedOutError, tokenSource } from './token-source.js';

/**
 * @typedef {object} OpenOptions
 * @property {import('./transport.js').Token} [token] Returns the bearer token (docs/protocol.md, section 11). It is called before each request, so that
 *   it can refresh a token that is about to expire; `tokenSource` makes one.
 * @property {string} [contentType] The document's type; default `application/json`. It decides what `content` is: a JSON value, a string for `text/*`,
 *   else a `Uint8Array`.
 * @property {boolean} [merge] Whether the server merges a stale save where nothing overlaps (true) or refuses it (false), whatever the collection's
 *   policy. Default: the policy decides. What it merged becomes the content, which `onRemoteChange` reports.
 * @property {() => unknown} [editor] Returns the editor's content, for editors that call `save` late: it is called before the content would be
 *   replaced, and when the page is hidden. `undefined` where there is nothing new.
 * @property {import('./drafts.js').DraftStore | null} [drafts] Where drafts are stored, so that a crash or a closed tab loses no change. Default: the
 *   browser's IndexedDB, and none without it. `null` for none.
 * @property {string} [user] Whose drafts they are, where several people use one browser.
 * @property {number} [debounce] The pause in typing after which a save is sent, in milliseconds; default 300.
 * @property {number} [maxWait] After how many milliseconds a save is sent while typing continues; default 1500.
 * @property {number} [maxInFlight] How many saves may be in flight, 1 to 32; default 4.
 */

/** The server remembers so many saves of a session (docs/protocol.md, section 1). */
const maxRemembered = 32;

/** @type {import('./drafts.js').DraftStore | null} */
const browserDrafts = globalThis.indexedDB ? new IndexedDrafts() : null;

/**
 * Opens a document and reads it. A document that does not exist or was deleted has the content `null`; its first save creates it.
 *
 * Each call starts its own session (docs/protocol.md, section 1), so that a reloaded or duplicated page does not share one. If an instance that is gone
 * left a draft, the document opens with the draft and its session, without a network too.
 * @param {string | URL} url The document's address, `…/v1/{collection}/{id}`.
 * @param {OpenOptions} [options]
 * @returns {Promise<SyncDocument>}
 * @throws {ProblemError} when the server refuses to show the document.
 * @throws {import('./content.js').UnreadableContentError} when its content cannot be shown.
 * @throws {TypeError} when the server cannot be reached.
 * @throws {RangeError} when `maxInFlight` is out of its range.
 */
export async function openDocument(url, options = {}) {
  const { maxInFlight = 4 } = options;
  if (!Number.isInteger(maxInFlight) || maxInFlight < 1 || maxInFlight > maxRemembered) {
    throw new RangeError(`maxInFlight must be an integer from 1 to ${maxRemembered}.`);
  }
  const transport = new Transport(new URL(url, globalThis.document?.baseURI), options.token, options.contentType ?? 'application/json');
  const store = options.drafts === undefined ? browserDrafts : options.drafts;
  const slot = store && await draftSlot(store, options.user ? `${transport.url} of ${options.user}` : transport.url.href);
  const document = new SyncDocument(transport, slot?.draft?.session ?? slot?.id ?? newSession(), slot, options);
  try {
    await document.load();
  } catch (error) {
    await document.close();
    throw error;
  }
  return document;
}

/**
 * The newest draft whose instance is gone, or a slot for a new draft.
 * @param {import('./drafts.js').DraftStore} store
 * @param {string} document
 * @returns {Promise<import('./document.js').DraftSlot>}
 */
async function draftSlot(store, document) {
  const drafts = await store.list(document);
  for (const { id } of drafts.sort((one, other) => other.writtenAt - one.writtenAt)) {
    const release = await holdDraft(id, true);
    if (!release) continue;
    // Its instance may have written it again, or removed it, before it ended.
    const draft = (await store.list(document)).find((now) => now.id === id);
    if (draft) return { store, document, id, draft, release };
    release();
  }
  const id = newSession();
  return { store, document, id, draft: null, release: await holdDraft(id, false) ?? (() => {}) };
}
