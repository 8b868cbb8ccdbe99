// @ts-check
import { openSlot } from './draft-slot.js';
import { SyncDocument } from './document.js';
import { newSession } from './session.js';
import { Transport } from './transport.js';

export { SyncDocument } from './document.js';
export { Conflict } from './conflict.js';
export { UnreadableContentError } from './content.js';
export { IndexedDrafts } from './drafts.js';
export { Lock } from './locks.js';
export { ProblemError } from './problem.js';

/** @typedef {import('./document.js').Person} Person @typedef {import('./document.js').Revision} Revision @typedef {import('./drafts.js').Draft} Draft */
/** @typedef {import('./drafts.js').DraftStore} DraftStore @typedef {import('./live.js').LockChange} LockChange @typedef {import('./presence.js').Present} Present */
/** @typedef {import('./status.js').Status} Status */
/** @template [Content=unknown] @typedef {import('./document.js').RemoteChange<Content>} RemoteChange */

/**
 * @typedef {object} OpenOptions
 * @property {import('./transport.js').Token} [token] Returns the bearer token (docs/protocol.md, section 11). It is called before each request, so that
 *   it can refresh a token that is about to expire; `tokenSource` of `syncserver-js/tokens` makes one.
 * @property {string} [contentType] The document's type; default `application/json`. It decides what `content` is: a JSON value, a string for `text/*`,
 *   else a `Uint8Array`.
 * @property {boolean} [merge] Whether the server merges a stale save where nothing overlaps (true) or refuses it (false), whatever the collection's
 *   policy. Default: the policy decides. What it merged becomes the content, which `onRemoteChange` reports.
 * @property {() => unknown} [editor] Returns the editor's content, for editors that call `save` late: it is called before the content would be
 *   replaced, and when the page is hidden. `undefined` where there is nothing new.
 * @property {import('./drafts.js').DraftStore | null} [drafts] Where drafts are stored, so that a crash or a closed tab loses no change, and the version that
 *   was read last, so that the document opens offline. Default: the browser's IndexedDB, and none without it. `null` for none.
 * @property {string} [user] Whose drafts they are: a draft is never continued by another person. Default: the person of a `tokenSource`, or the subject of a
 *   JSON web token. Needed where `token` returns other tokens and several people use one browser.
 * @property {boolean} [create] Whether the document is new, so that it can be opened without reading it where the server cannot be reached; default false.
 * @property {import('./live.js').EventSourceFactory} [events] Where events come from: `sharedEvents` of `syncserver-js/tabs` receives them in one stream for
 *   all documents and tabs of a person. Default: a stream for each document.
 * @property {AbortSignal} [signal] Cancels opening the document; closes it afterwards.
 * @property {number} [debounce] The pause in typing after which a save is sent, in milliseconds; default 300.
 * @property {number} [maxWait] After how many milliseconds a save is sent while typing continues; default 1500.
 * @property {number} [maxInFlight] How many saves may be in flight, 1 to 32; default 4.
 * @property {number} [closeWait] How many milliseconds `close` waits for the saves; default 10,000.
 */

/** The server remembers so many saves of a session (docs/protocol.md, section 1). */
const maxRemembered = 32;

/**
 * Opens a document and reads it. A document that does not exist or was deleted has the content `null`; its first save creates it.
 *
 * Each call starts its own session (docs/protocol.md, section 1), so that a reloaded or duplicated page does not share one. If an instance of the same person
 * that is gone left a draft, the document opens with the draft and its session, without a network too. Without a network and a draft it opens with the version
 * that was read last on this device; its state is `retrying` until the newest one is read.
 * @template [Content=unknown] The type of the content.
 * @param {string | URL} url The document's address, `…/v1/{collection}/{id}`.
 * @param {OpenOptions} [options]
 * @returns {Promise<SyncDocument<Content>>}
 * @throws {ProblemError} when the server refuses to show the document.
 * @throws {import('./content.js').UnreadableContentError} when its content cannot be shown.
 * @throws {TypeError} when the server cannot be reached, and the document was never read on this device.
 * @throws {RangeError} when `maxInFlight` is out of its range.
 */
export async function openDocument(url, options = {}) {
  const { maxInFlight = 4, signal } = options;
  if (!Number.isInteger(maxInFlight) || maxInFlight < 1 || maxInFlight > maxRemembered) {
    throw new RangeError(`maxInFlight must be an integer from 1 to ${maxRemembered}.`);
  }
  signal?.throwIfAborted();
  const transport = new Transport(new URL(url, globalThis.document?.baseURI), options.token, options.contentType);
  const slot = await openSlot(transport.url.href, options);
  const document = /** @type {SyncDocument<Content>} */ (new SyncDocument(transport, slot?.id ?? newSession(), slot, options));
  try {
    await document.load(signal);
    signal?.throwIfAborted();
  } catch (error) {
    await document.close(true);
    throw error;
  }
  signal?.addEventListener('abort', () => void document.close());
  return document;
}
