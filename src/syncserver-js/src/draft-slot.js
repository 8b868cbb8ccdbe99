// @ts-check
import { holdDraft, newSession } from './session.js';

/** @typedef {import('./drafts.js').Draft} Draft */

/**
 * Where an instance keeps its draft.
 * @typedef {object} DraftSlot
 * @property {import('./draft-guard.js').GuardedDrafts} store
 * @property {string} user Whose draft it is.
 * @property {string} document The document's address.
 * @property {string} id The id of the draft.
 * @property {Draft | null} draft The draft to continue from.
 * @property {Draft | null} copy The version of the document that was read last.
 * @property {Error | null} error Why the store could not be read.
 * @property {() => void} release Lets another instance continue from the draft.
 */

/**
 * The newest draft of a document whose instance is gone, or a slot for a new draft.
 * @param {import('./draft-guard.js').GuardedDrafts} store
 * @param {string} user
 * @param {string} document
 * @param {AbortSignal} [signal] Nothing is held once it is aborted.
 * @returns {Promise<DraftSlot>}
 */
export async function draftSlot(store, user, document, signal) {
  /** @type {Error | null} */
  let error = null;
  const drafts = await store.list(user, document).catch((reason) => {
    error = reason;
    return /** @type {Draft[]} */ ([]);
  });
  signal?.throwIfAborted();
  const copy = drafts.find(({ id }) => id === '') ?? null;
  for (const draft of drafts.sort((one, other) => other.writtenAt - one.writtenAt)) {
    const slot = draft.id === '' ? null : await claimDraft(store, draft);
    if (slot) return { ...slot, copy };
  }
  const id = newSession();
  return { store, user, document, id, draft: null, copy, error, release: await holdDraft(id, false) ?? (() => {}) };
}

/**
 * The slot of a draft; null where its instance is open, or has removed it.
 * @param {import('./draft-guard.js').GuardedDrafts} store
 * @param {import('./drafts.js').DraftKey} key
 * @returns {Promise<DraftSlot | null>}
 */
export async function claimDraft(store, { user, document, id }) {
  const release = await holdDraft(id, true);
  if (!release) return null;
  // Its instance may have written it again, or removed it, before it ended.
  const draft = (await store.list(user, document).catch(() => [])).find((now) => now.id === id);
  if (draft) return { store, user, document, id, draft, copy: null, error: null, release };
  release();
  return null;
}
