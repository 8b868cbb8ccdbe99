// @ts-check

/**
 * One instance's unsaved text, and what has to be remembered with it (protocol 13), as it is kept against a crash or a closed tab.
 * It can be cloned (`structuredClone`).
 * @typedef {import('./save-state.js').SaveState & Label} Draft
 */

/**
 * @typedef {object} Label
 * @property {string} document
 * @property {string} id
 * @property {number} keptAt
 * @property {boolean} complete Whether every save that its instance sent is in it: it was closed. Where a page or a process just ended, one
 *   may have left after the draft was kept.
 */

/**
 * Keeps drafts. The calls of one instance are carried out in their order; what fails is as if it was not asked for.
 * @typedef {object} DraftStore
 * @property {(document: string) => Promise<Draft[]>} list All drafts of a document.
 * @property {(draft: Draft) => Promise<void>} put Keeps a draft in place of the one with the same `document` and `id`.
 * @property {(document: string, id: string) => Promise<void>} remove
 */

/** Drafts in memory: for tests, and for programs whose process outlives their documents. @implements {DraftStore} */
export class MemoryDrafts {
  /** @type {Map<string, Draft>} */
  #drafts = new Map();

  /** @param {string} document */
  async list(document) {
    return [...this.#drafts.values()].filter((draft) => draft.document === document).map((draft) => structuredClone(draft));
  }

  /** @param {Draft} draft */
  async put(draft) {
    this.#drafts.set(`${draft.id} ${draft.document}`, structuredClone(draft));
  }

  /** @param {string} document @param {string} id */
  async remove(document, id) {
    this.#drafts.delete(`${id} ${document}`);
  }
}

/** A store that does not answer for this many milliseconds holds up nobody. */
const patience = 2000;

/** Drafts in the browser's IndexedDB. @implements {DraftStore} */
export class IndexedDrafts {
  /** @type {Promise<IDBDatabase> | null} */
  #opening = null;
  /** Ready to write when the page ends, which waits for nothing. @type {IDBDatabase | null} */
  #database = null;

  /** @param {string} document @returns {Promise<Draft[]>} */
  async list(document) {
    const all = IDBKeyRange.bound([document], [document, []]);
    return await this.#run('readonly', (drafts) => drafts.getAll(all)) ?? [];
  }

  /** @param {Draft} draft */
  async put(draft) {
    await this.#run('readwrite', (drafts) => drafts.put(draft));
  }

  /** @param {string} document @param {string} id */
  async remove(document, id) {
    await this.#run('readwrite', (drafts) => drafts.delete([document, id]));
  }

  /**
   * @param {IDBTransactionMode} mode
   * @param {(drafts: IDBObjectStore) => IDBRequest} ask
   */
  async #run(mode, ask) {
    const limit = new Promise((resolve) => setTimeout(resolve, patience));
    const work = this.#database ? transact(this.#database, mode, ask) : this.#open().then((database) => transact(database, mode, ask));
    return Promise.race([work.catch(() => undefined), limit]);
  }

  #open() {
    this.#opening ??= new Promise((resolve, reject) => {
      const request = indexedDB.open('syncserver-drafts', 3);
      request.onupgradeneeded = ({ oldVersion }) => {
        if (oldVersion > 0) request.result.deleteObjectStore('drafts');
        request.result.createObjectStore('drafts', { keyPath: ['document', 'id'] });
      };
      request.onsuccess = () => {
        this.#database = request.result;
        this.#database.onclose = () => (this.#database = this.#opening = null);
        resolve(this.#database);
      };
      request.onerror = () => reject(request.error);
    });
    return this.#opening;
  }
}

/**
 * @param {IDBDatabase} database
 * @param {IDBTransactionMode} mode
 * @param {(drafts: IDBObjectStore) => IDBRequest} ask
 */
function transact(database, mode, ask) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction('drafts', mode, { durability: 'strict' });
    const request = ask(transaction.objectStore('drafts'));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error);
    // Without waiting for its answer, which a page that ends does not live to see.
    transaction.commit();
  });
}
