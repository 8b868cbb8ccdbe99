// @ts-check

/**
 * The unsaved changes of one instance, with all that is needed to continue its session (docs/protocol.md, section 13). It can be cloned with
 * `structuredClone`.
 * @typedef {import('./save-state.js').SaveState & DraftLabel} Draft
 */

/**
 * @typedef {object} DraftLabel
 * @property {string} document
 * @property {string} id
 * @property {number} writtenAt
 * @property {boolean} complete Whether the draft holds every save that its instance sent, because the document was closed. Where a page or a process just
 *   ended, a save may have been sent after the draft was written.
 */

/**
 * Stores drafts. The calls of one instance are carried out in order. A call that fails is ignored.
 * @typedef {object} DraftStore
 * @property {(document: string) => Promise<Draft[]>} list Returns all drafts of a document.
 * @property {(draft: Draft) => Promise<void>} put Stores a draft in place of the one with the same `document` and `id`.
 * @property {(document: string, id: string) => Promise<void>} remove
 */

/** Drafts in memory, for tests and for programs whose process outlives their documents. @implements {DraftStore} */
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

/** Milliseconds after which a store that does not respond is no longer waited for. */
const timeout = 2000;

/** Drafts in the browser's IndexedDB. @implements {DraftStore} */
export class IndexedDrafts {
  /** @type {Promise<IDBDatabase> | null} */
  #opening = null;
  /** The open database: a page that is unloaded can write only synchronously. @type {IDBDatabase | null} */
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
   * @param {(drafts: IDBObjectStore) => IDBRequest} operation
   */
  async #run(mode, operation) {
    const limit = new Promise((resolve) => setTimeout(resolve, timeout));
    const work = this.#database ? transact(this.#database, mode, operation) : this.#open().then((database) => transact(database, mode, operation));
    return Promise.race([work.catch(() => undefined), limit]);
  }

  #open() {
    this.#opening ??= new Promise((resolve, reject) => {
      const request = indexedDB.open('syncserver-drafts', 3);
      request.onupgradeneeded = ({ oldVersion }) => {
        // Drafts of an earlier version of the client cannot be continued.
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
 * @param {(drafts: IDBObjectStore) => IDBRequest} operation
 */
function transact(database, mode, operation) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction('drafts', mode, { durability: 'strict' });
    const request = operation(transaction.objectStore('drafts'));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error);
    // Now: a page that is unloaded does not live to see the request succeed.
    transaction.commit();
  });
}
