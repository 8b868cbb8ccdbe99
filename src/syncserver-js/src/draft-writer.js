// @ts-check

/** Milliseconds after which typed text is kept. */
const lag = 200;

/** Keeps one instance's unsaved text in a store, and takes it out once all is saved. */
export class DraftKeeper {
  #store;
  #document;
  #id;
  #unsaved;
  #stored;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {import('./drafts.js').DraftStore} store
   * @param {string} document
   * @param {string} id Of the draft.
   * @param {boolean} stored Whether there is one.
   * @param {() => import('./save-state.js').SaveState | null} unsaved What is to be kept; null for nothing.
   */
  constructor(store, document, id, stored, unsaved) {
    this.#store = store;
    this.#document = document;
    this.#id = id;
    this.#stored = stored;
    this.#unsaved = unsaved;
  }

  /** Something may have changed. */
  changed() {
    if (this.#stored || this.#unsaved() !== null) this.#timer ??= setTimeout(() => void this.keep(), lag);
  }

  /**
   * Brings the store up to date.
   * @param {boolean} [complete] Whether nothing is sent any more.
   * @returns {Promise<void>}
   */
  async keep(complete = false) {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const unsaved = this.#unsaved();
    if (unsaved === null && !this.#stored) return;
    this.#stored = unsaved !== null;
    await (unsaved === null
      ? this.#store.remove(this.#document, this.#id)
      : this.#store.put({ ...unsaved, complete, document: this.#document, id: this.#id, keptAt: Date.now() })).catch(() => {});
  }

  /** Nothing changes any more. */
  stop() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#unsaved = () => null;
    this.#stored = false;
  }
}
