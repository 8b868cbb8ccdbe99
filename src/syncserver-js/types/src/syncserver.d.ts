import { SyncDocument } from './document.js';
export { SyncDocument } from './document.js';
export { Conflict } from './conflict.js';
export { UnreadableContentError } from './content.js';
export { IndexedDrafts } from './drafts.js';
export { Lock } from './locks.js';
export { ProblemError } from './problem.js';
export type Person = import('./document.js').Person;
export type Revision = import('./document.js').Revision;
export type Draft = import('./drafts.js').Draft;
export type DraftStore = import('./drafts.js').DraftStore;
export type LockChange = import('./live.js').LockChange;
export type Present = import('./presence.js').Present;
export type Status = import('./status.js').Status;
export type RemoteChange<Content = unknown> = import('./document.js').RemoteChange<Content>;
export type OpenOptions = {
    /**
     * Returns the bearer token (docs/protocol.md, section 11). It is called before each request, so that
     * it can refresh a token that is about to expire; `tokenSource` of `syncserver-js/tokens` makes one.
     */
    token?: import('./transport.js').Token;
    /**
     * The document's type; default `application/json`. It decides what `content` is: a JSON value, a string for `text/*`,
     * else a `Uint8Array`.
     */
    contentType?: string;
    /**
     * Whether the server merges a stale save where nothing overlaps (true) or refuses it (false), whatever the collection's
     * policy. Default: the policy decides. What it merged becomes the content, which `onRemoteChange` reports.
     */
    merge?: boolean;
    /**
     * Returns the editor's content, for editors that call `save` late: it is called before the content would be
     * replaced, and when the page is hidden. `undefined` where there is nothing new.
     */
    editor?: () => unknown;
    /**
     * Where drafts are stored, so that a crash or a closed tab loses no change, and the version that
     * was read last, so that the document opens offline. Default: the browser's IndexedDB, and none without it. `null` for none.
     */
    drafts?: import('./drafts.js').DraftStore | null;
    /**
     * Whose drafts they are: a draft is never continued by another person. Default: the person of a `tokenSource`, or the subject of a
     * JSON web token. Needed where `token` returns other tokens and several people use one browser.
     */
    user?: string;
    /**
     * Whether the document is new, so that it can be opened without reading it where the server cannot be reached; default false.
     */
    create?: boolean;
    /**
     * Where events come from: `sharedEvents` of `syncserver-js/tabs` receives them in one stream for
     * all documents and tabs of a person. Default: a stream for each document.
     */
    events?: import('./live.js').EventSourceFactory;
    /**
     * Cancels opening the document; closes it afterwards.
     */
    signal?: AbortSignal;
    /**
     * The pause in typing after which a save is sent, in milliseconds; default 300.
     */
    debounce?: number;
    /**
     * After how many milliseconds a save is sent while typing continues; default 1500.
     */
    maxWait?: number;
    /**
     * How many saves may be in flight, 1 to 32; default 4.
     */
    maxInFlight?: number;
    /**
     * How many milliseconds `close` waits for the saves; default 10,000.
     */
    closeWait?: number;
};
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
export declare function openDocument<Content = unknown>(url: string | URL, options?: OpenOptions): Promise<SyncDocument<Content>>;
