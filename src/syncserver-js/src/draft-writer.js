// @ts-check

/** Milliseconds after which a change is written. */
const delay = 200;

/** Writes one instance's unsaved changes to a store, and removes them once all is saved. */
export class DraftWriter {
  #store;
  #document;
  #id;
  #unsaved;
  #exists;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {import('./drafts.js').DraftStore} store
   * @param {string} document
   * @param {string} id The draft's id.
   * @param {boolean} exists Whether the store has the draft.
   * @param {() => import('./save-state.js').SaveState | null} unsaved What is to be stored; null for nothing.
   */
  constructor(store, document, id, exists, unsaved) {
    this.#store = store;
    this.#document = document;
    this.#id = id;
    this.#exists = exists;
    this.#unsaved = unsaved;
  }

  /** Something may have changed. */
  schedule() {
    if (this.#exists || this.#unsaved() !== null) this.#timer ??= setTimeout(() => void this.write(), delay);
  }

  /**
   * Writes the draft now. If the store fails, saves continue without it.
   * @param {boolean} [complete] Whether no save is sent any more.
   * @returns {Promise<void>}
   */
  async write(complete = false) {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const unsaved = this.#unsaved();
    if (unsaved === null && !this.#exists) return;
    this.#exists = unsaved !== null;
    await (unsaved === null
      ? this.#store.remove(this.#document, this.#id)
      : this.#store.put({ ...unsaved, complete, document: this.#document, id: this.#id, writtenAt: Date.now() })).catch(() => {});
  }

  /** Writes nothing more. */
  stop() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#unsaved = () => null;
    this.#exists = false;
  }
}
