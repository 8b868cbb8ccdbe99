// @ts-check
import { defaultType, isReadable } from './content.js';
import { instances } from './document.js';
import { guarded } from './draft-guard.js';
import { IndexedDrafts } from './drafts.js';
import { holdDraft, newSession } from './session.js';
import { subjectOf } from './subject.js';
import { withTimeout } from './transport.js';

/** @typedef {import('./drafts.js').Draft} Draft */

/**
 * Where an instance keeps its draft.
 * @typedef {object} DraftSlot
 * @property {import('./drafts.js').DraftStore} store
 * @property {string} user Whose draft it is.
 * @property {string} document The document's address.
 * @property {string} id The id of the draft.
 * @property {Draft | null} draft The draft to continue from.
 * @property {Draft | null} [copy] The version of the document that was read last.
 * @property {Error | null} error Why the store could not be read.
 * @property {(() => void) | null} release Lets another instance continue from the draft.
 */

/** @type {import('./drafts.js').DraftStore | null} */
const browserDrafts = 'indexedDB' in globalThis ? new IndexedDrafts() : null;

/**
 * The draft store of the options, whose calls always end, and whose drafts are used.
 * @param {import('./syncserver.js').OpenOptions} options
 */
export async function draftsOf({ drafts = browserDrafts, user, token }) {
  const subject = async () => await token?.subject?.() ?? (token && subjectOf(await token())) ?? '';
  return drafts && { store: guarded(drafts), user: user ?? await withTimeout(null, subject) };
}

/**
 * The newest draft of a document whose instance is gone, or a slot for a new draft; null without a draft store.
 * @param {string} document
 * @param {import('./syncserver.js').OpenOptions} options
 * @returns {Promise<DraftSlot | null>}
 */
export async function openSlot(document, options) {
  const named = await draftsOf(options);
  if (!named) return null;
  const { store, user } = named;
  const passOn = async () => {
    for (const other of instances) await other.passOn(user, document);
  };
  await passOn();
  /** @type {Error | null} */
  let error = null;
  const drafts = await store.list(user, document).catch((reason) => {
    error = reason;
    return /** @type {Draft[]} */ ([]);
  });
  options.signal?.throwIfAborted();
  const own = drafts.filter(({ contentType = defaultType }) => isReadable(options.contentType ?? defaultType, contentType));
  const copy = own.find(({ id }) => id === '');
  for (const draft of own.sort((one, other) => other.writtenAt - one.writtenAt)) {
    // What took it meanwhile passes it on, too.
    const slot = draft.id && (await claimDraft(store, draft) ?? (await passOn(), await claimDraft(store, draft)));
    if (slot) return slot;
  }
  const id = newSession();
  return { store, user, document, id, draft: null, copy, error, release: await holdDraft(id, false) };
}

/**
 * The slot of a draft; null where its instance is open, or has removed it.
 * @param {import('./drafts.js').DraftStore} store
 * @param {import('./drafts.js').DraftKey} key
 * @returns {Promise<DraftSlot | null>}
 */
export async function claimDraft(store, { user, document, id }) {
  const release = await holdDraft(id, true);
  if (!release) return null;
  // Its instance may have written it again, or removed it, before it ended.
  const draft = (await store.list(user, document).catch(() => [])).find((now) => now.id === id);
  if (draft) return { store, user, document, id, draft, error: null, release };
  release();
  return null;
}
