// @ts-check
import { maxCopies } from './drafts.js';

/** @typedef {import('./drafts.js').Draft} Draft @typedef {import('./drafts.js').DraftKey} DraftKey @typedef {import('./drafts.js').DraftStore} DraftStore */

/** Drafts in memory, for tests and for programs whose process outlives their documents. @implements {DraftStore} */
export class MemoryDrafts {
  /** The one that was written last is the last one. @type {Map<string, Draft>} */
  #drafts = new Map();

  /** @param {string} user @param {string} [document] */
  async list(user, document) {
    return structuredClone([...this.#drafts.values()].filter((draft) => draft.user === user && (document ?? draft.document) === draft.document));
  }

  /** @param {Draft} draft */
  async put(draft) {
    this.#drafts.delete(keyOf(draft));
    this.#drafts.set(keyOf(draft), structuredClone(draft));
    const copies = [...this.#drafts.values()].filter(({ id }) => id === '');
    for (const copy of copies.slice(0, -maxCopies)) this.#drafts.delete(keyOf(copy));
  }

  /** @param {DraftKey} key */
  async remove(key) {
    this.#drafts.delete(keyOf(key));
  }
}

/** @param {DraftKey} key */
function keyOf({ user, document, id }) {
  return `${id} ${document} ${user}`;
}
