export type Draft = import('./drafts.js').Draft;
export type Status = import('./status.js').Status;
export type OutboxOptions = import('./syncserver.js').OpenOptions & {
    baseUrl?: string | URL;
};
export type Unsent = {
    /**
     * The document's address.
     */
    url: string;
    /**
     * When it was written, as Unix time in milliseconds.
     */
    writtenAt: number;
    /**
     * Why it could not be sent, as a conflict; null where that was not tried, or another tab has the document open.
     */
    status: Status | null;
};
/** @typedef {import('./drafts.js').Draft} Draft @typedef {import('./status.js').Status} Status */
/**
 * Which drafts: those of one person, for one server. The options of `openDocument` with which documents are opened apply to them too; the content type and
 * `merge` are those with which each draft was written.
 * @typedef {import('./syncserver.js').OpenOptions & { baseUrl?: string | URL }} OutboxOptions `baseUrl`: the address of `/v1/`, so that no token is sent to
 *   another server; default: `/v1/` of the page.
 */
/**
 * An unsent draft.
 * @typedef {object} Unsent
 * @property {string} url The document's address.
 * @property {number} writtenAt When it was written, as Unix time in milliseconds.
 * @property {Status | null} status Why it could not be sent, as a conflict; null where that was not tried, or another tab has the document open.
 */
/**
 * Lists the unsent drafts of all documents, the oldest first.
 * @param {OutboxOptions} [options]
 * @returns {Promise<Unsent[]>}
 * @throws {Error} when the draft store cannot be read.
 */
export declare function listDrafts(options?: OutboxOptions): Promise<Unsent[]>;
/**
 * Sends the unsent drafts of all documents, without opening each: the oldest first, one document after the other, each as opening it would. It ends when the
 * server cannot be reached. The saves of a draft are retried verbatim (docs/protocol.md, section 13). They cannot be sent in a batch: it has one session, and
 * each draft has its own.
 * @param {OutboxOptions} [options] `closeWait` limits the time for each document; `signal` stops after the document that is being sent.
 * @returns {Promise<Unsent[]>} What was not sent: a conflict or a refusal is met again when the document is opened.
 * @throws {Error} when the draft store cannot be read.
 */
export declare function flushAll(options?: OutboxOptions): Promise<Unsent[]>;
/**
 * Calls `flushAll` now, and whenever the browser comes back online.
 * @param {OutboxOptions & { onFlushed?: (unsent: Unsent[]) => void }} [options] `onFlushed`: called after each time. `signal` stops it.
 */
export declare function keepFlushing(options?: OutboxOptions & {
    onFlushed?: (unsent: Unsent[]) => void;
}): void;
/**
 * Deletes the drafts and copies of a person from this device, as before signing out. Close the documents first.
 * @param {string} [user] Whose; default: the person of `token`.
 * @param {OutboxOptions} [options]
 * @throws {Error} when they could not be deleted.
 */
export declare function clearDrafts(user?: string, options?: OutboxOptions): Promise<void>;
