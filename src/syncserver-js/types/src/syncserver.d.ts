import { SyncDocument } from './document.js';
export { SyncDocument } from './document.js';
export { Conflict } from './conflict.js';
export { IndexedDrafts, MemoryDrafts } from './drafts.js';
export { Lock } from './locks.js';
export { ProblemError } from './problem.js';
export { SignedOutError, tokenSource } from './token-source.js';
export type OpenOptions = {
    /**
     * Gives the bearer token (protocol 11). Called for every request, so that it
     * can refresh one that is about to expire; `tokenSource` makes one.
     */
    token?: import('./transport.js').Token;
    /**
     * The document's type; default `application/json`. It decides what `content` is: a JSON
     * value, a string for `text/*`, else a `Uint8Array`.
     */
    contentType?: string;
    /**
     * Whether the server merges other people's changes with one's own where they do not overlap; default
     * false. What it stored then comes with `onRemoteChange`.
     */
    merge?: boolean;
    /**
     * Gives what the editor holds, for editors that hand over their text late: asked before it
     * would be replaced, and when the page is left. `undefined` for nothing.
     */
    editor?: () => unknown;
    /**
     * Where typed text is kept until it is on the server, so that a crash
     * or a closed tab loses none; default the browser's IndexedDB, and none where there is none. `null` for none.
     */
    drafts?: import('./drafts.js').DraftStore | null;
    /**
     * Whose drafts they are, where several people use one browser.
     */
    user?: string;
    /**
     * Milliseconds without a change before a save is sent; default 300.
     */
    debounce?: number;
    /**
     * Milliseconds after which a save is sent although changes go on; default 1500.
     */
    maxWait?: number;
    /**
     * How many saves may be on their way at once; 1 to 32, default 4.
     */
    maxInFlight?: number;
};
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
export declare function openDocument(url: string | URL, options?: OpenOptions): Promise<SyncDocument>;
