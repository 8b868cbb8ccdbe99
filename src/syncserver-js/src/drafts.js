// @ts-check

/**
 * What was typed and is not known to be on the server.
 * @typedef {object} Unsaved
 * @property {string} session The `Session-Id` that goes on.
 * @property {number} sequence The last one that it used.
 * @property {{ version: number, etag: string | null }} base What `waiting` was made on.
 * @property {import('./transport.js').Save | null} unanswered The newest save without an answer, as it was sent.
 * @property {(import('./content.js').Body | null)[]} waiting What was typed after it; null is a delete.
 */

/**
 * One instance's unsaved text, as it is kept against a crash or a closed tab. It can be cloned (`structuredClone`).
 * @typedef {Unsaved & { document: string, id: string, keptAt: number }} Draft
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
      const request = indexedDB.open('syncserver-drafts', 1);
      request.onupgradeneeded = () => request.result.createObjectStore('drafts', { keyPath: ['document', 'id'] });
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
