// @ts-check

/**
 * The unsaved changes of one instance, with all that is needed to continue its session (docs/protocol.md, section 13). It can be cloned with
 * `structuredClone`. A draft without changes, whose `id` is empty, is the *copy* of a document: the version that was read last, with its content, so that the
 * document can be opened offline.
 * @typedef {import('./save-state.js').SaveState & DraftLabel} Draft
 */

/**
 * @typedef {object} DraftLabel
 * @property {string} user Whose draft it is; empty if that is not known.
 * @property {string} document The document's address.
 * @property {string} id The id of the draft; empty for the copy of a document.
 * @property {number} writtenAt Unix time in milliseconds.
 * @property {boolean} complete Whether the draft holds every save that its instance sent, because the document was closed. Where a page or a process just
 *   ended, a save may have been sent after the draft was written.
 * @property {string} [contentType] The content type of its changes.
 * @property {boolean} [merge] The option `merge` of the document.
 */

/** What names a draft. @typedef {Pick<Draft, 'user' | 'document' | 'id'>} DraftKey */

/**
 * Stores drafts. The calls of one instance are carried out in order. A call that fails is reported as `draftError` in the status, and repeated. A store may
 * delete copies at any time, and drafts that are too old.
 * @typedef {object} DraftStore
 * @property {(user: string, document?: string) => Promise<Draft[]>} list Returns the drafts and copies of a user, of one document if it is named.
 * @property {(draft: Draft) => Promise<void>} put Stores a draft in place of the one with the same key.
 * @property {(key: DraftKey) => Promise<void>} remove
 */

/** How many copies a store keeps. */
export const maxCopies = 100;

/** Drafts in the browser's IndexedDB. @implements {DraftStore} */
export class IndexedDrafts {
  #maxAge;
  /** The open database: a page that is unloaded can write only synchronously. @type {IDBDatabase | null} */
  #database = null;
  /** @type {Promise<IDBDatabase> | null} */
  #opening = null;
  /** Whether the browser may not evict the drafts; it is asked once. @type {Promise<boolean> | undefined} */
  #persisting;

  /** @param {{ maxAge?: number }} [options] `maxAge`: after how many days a draft that was not written again is deleted; default 30. */
  constructor({ maxAge = 30 } = {}) {
    this.#maxAge = maxAge * 86_400_000;
  }

  /** @param {string} user @param {string} [document] @returns {Promise<Draft[]>} */
  async list(user, document) {
    const key = document ? [user, document] : [user];
    return this.#run((records) => records.getAll(IDBKeyRange.bound(key, [...key, []])), 'readonly');
  }

  /** @param {Draft} draft */
  async put(draft) {
    await this.#run((records) => records.put(draft));
    if (draft.id === '') await this.#trim();
    else this.#persisting ??= globalThis.navigator?.storage?.persist?.();
  }

  /** @param {DraftKey} key */
  async remove({ user, document, id }) {
    await this.#run((records) => records.delete([user, document, id]));
  }

  /** Deletes what is too old, and the oldest copies. */
  async #trim() {
    await this.#run((records) => {
      const ages = records.index('writtenAt');
      const remove = (/** @type {IDBValidKey[]} */ keys) => keys.forEach((key) => records.delete(key));
      const old = ages.getAllKeys(IDBKeyRange.upperBound(Date.now() - this.#maxAge));
      old.onsuccess = () => remove(old.result);
      const all = ages.getAllKeys();
      all.onsuccess = () => remove(all.result.filter((key) => /** @type {string[]} */ (key)[2] === '').slice(0, -maxCopies));
      return old;
    });
  }

  /**
   * @template Result
   * @param {(records: IDBObjectStore) => IDBRequest<Result>} operation
   * @param {IDBTransactionMode} [mode]
   * @returns {Promise<Result>}
   */
  async #run(operation, mode = 'readwrite') {
    const database = this.#database ?? await this.#open();
    try {
      return await transact(database, operation, mode);
    } catch (error) {
      if (this.#database === database && /** @type {Error} */ (error).name !== 'InvalidStateError') throw error;
      // The browser closed the connection, or the user deleted the site's data: a new connection may work.
      return transact(await this.#open(), operation, mode);
    }
  }

  /** While another tab keeps an older version open, all wait for the same request. */
  #open() {
    return this.#opening ??= this.#connect().finally(() => (this.#opening = null));
  }

  /** @returns {Promise<IDBDatabase>} */
  async #connect() {
    const request = indexedDB.open('syncserver-drafts', 4);
    request.onupgradeneeded = ({ oldVersion }) => upgrade(request, oldVersion);
    const database = await new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    database.onclose = database.onversionchange = () => {
      database.close();
      this.#database = null;
    };
    this.#database = database;
    // Before what the connection was opened for: drafts that are too old are not read.
    this.#trim().catch(() => {});
    return database;
  }
}

/** @param {IDBOpenDBRequest} request @param {number} oldVersion */
function upgrade({ result: database, transaction }, oldVersion) {
  const records = database.createObjectStore('records', { keyPath: ['user', 'document', 'id'] });
  records.createIndex('writtenAt', 'writtenAt');
  // Drafts of a client before version 3 cannot be continued.
  const drafts = oldVersion === 3 && transaction?.objectStore('drafts').getAll();
  if (drafts) {
    drafts.onsuccess = () => drafts.result.forEach((draft) => {
      const [document, user = ''] = draft.document.split(/ of (.*)/s);
      records.put({ ...draft, document, user });
    });
  }
  if (oldVersion > 0) database.deleteObjectStore('drafts');
}

/**
 * @template Result
 * @param {IDBDatabase} database
 * @param {(records: IDBObjectStore) => IDBRequest<Result>} operation
 * @param {IDBTransactionMode} mode
 * @returns {Promise<Result>}
 */
function transact(database, operation, mode) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction('records', mode, { durability: 'strict' });
    const request = operation(transaction.objectStore('records'));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error ?? request.error);
    // Now: a page that is unloaded does not live to see the request succeed.
    if (request.onsuccess === null) transaction.commit();
  });
}
