// @ts-check
import { draftsOf, claimDraft } from './draft-slot.js';
import { instances, SyncDocument } from './document.js';
import { Transport } from './transport.js';

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
export async function listDrafts(options = {}) {
  const { drafts } = await read(options);
  return drafts.map(({ document, writtenAt }) => ({ url: document, writtenAt, status: null }));
}

/**
 * Sends the unsent drafts of all documents, without opening each: the oldest first, one document after the other, each as opening it would. It ends when the
 * server cannot be reached. The saves of a draft are retried verbatim (docs/protocol.md, section 13). They cannot be sent in a batch: it has one session, and
 * each draft has its own.
 * @param {OutboxOptions} [options] `closeWait` limits the time for each document; `signal` stops after the document that is being sent.
 * @returns {Promise<Unsent[]>} What was not sent: a conflict or a refusal is met again when the document is opened.
 * @throws {Error} when the draft store cannot be read.
 */
export async function flushAll(options = {}) {
  const { store, drafts } = await read(options);
  /** @type {Unsent[]} */
  const unsent = [];
  let isReachable = true;
  for (const draft of drafts) {
    const isTried = store && isReachable && !options.signal?.aborted;
    /** @type {Status | null} */
    const status = isTried ? await send(store, draft, { ...options, contentType: draft.contentType, merge: draft.merge, editor: undefined }) : null;
    if (status?.state === 'retrying') isReachable = false;
    if (status?.state !== 'saved') unsent.push({ url: draft.document, writtenAt: draft.writtenAt, status });
  }
  return unsent;
}

/**
 * Calls `flushAll` now, and whenever the browser comes back online.
 * @param {OutboxOptions & { onFlushed?: (unsent: Unsent[]) => void }} [options] `onFlushed`: called after each time. `signal` stops it.
 */
export function keepFlushing(options = {}) {
  let flushing = Promise.resolve();
  const flush = () => (flushing = flushing.then(() => flushAll(options)).then(options.onFlushed, () => {}));
  globalThis.addEventListener?.('online', flush, { signal: options.signal });
  void flush();
}

/**
 * Deletes the drafts and copies of a person from this device, as before signing out. Close the documents first.
 * @param {string} [user] Whose; default: the person of `token`.
 * @param {OutboxOptions} [options]
 * @throws {Error} when they could not be deleted.
 */
export async function clearDrafts(user, options = {}) {
  const found = await draftsOf({ ...options, user });
  for (const draft of await found?.store.list(found.user) ?? []) await found?.store.remove(draft);
}

/** @param {OutboxOptions} options */
async function read(options) {
  const found = await draftsOf(options);
  const base = new URL(options.baseUrl ?? '/v1/', globalThis.document?.baseURI).href;
  const drafts = (await found?.store.list(found.user) ?? []).filter(({ id, document }) => id !== '' && document.startsWith(base));
  return { store: found?.store, drafts: drafts.sort((one, other) => one.writtenAt - other.writtenAt) };
}

/**
 * Opens the document of a draft, and closes it, which sends what waits. If the page opens it meanwhile, its draft is passed on.
 * @param {import('./drafts.js').DraftStore} store
 * @param {Draft} draft
 * @param {import('./syncserver.js').OpenOptions} options
 * @returns {Promise<Status | null>} The last status before it was closed; null where another instance has the draft.
 */
async function send(store, draft, options) {
  const wanted = new AbortController();
  const sending = claimDraft(store, draft).then((slot) => slot && sendFrom(slot, options, wanted.signal));
  const sender = {
    /** @param {string} user @param {string} document */
    async passOn(user, document) {
      if (user !== draft.user || document !== draft.document) return;
      wanted.abort();
      await sending;
    },
  };
  instances.add(sender);
  try {
    return await sending;
  } finally {
    instances.delete(sender);
  }
}

/**
 * @param {import('./draft-slot.js').DraftSlot} slot
 * @param {import('./syncserver.js').OpenOptions} options
 * @param {AbortSignal} wanted Aborted where the page opens the document.
 * @returns {Promise<Status>}
 */
async function sendFrom(slot, options, wanted) {
  const transport = new Transport(new URL(slot.document), options.token, options.contentType);
  const document = new SyncDocument(transport, slot.id, slot, options);
  let { status } = document;
  document.listen({
    onStatusChange(now) {
      if (now.state !== 'closed') status = now;
    },
  });
  await document.load();
  wanted.addEventListener('abort', () => void document.close(true));
  await document.close(wanted.aborted);
  return status;
}
