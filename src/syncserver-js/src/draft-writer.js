// @ts-check

/** Milliseconds after which a change is written. */
const delay = 200;

/** Milliseconds after which a write that failed is repeated. */
const retryDelay = 10_000;

/** @typedef {import('./save-state.js').SaveState} SaveState */

/**
 * @typedef {object} Callbacks
 * @property {() => SaveState | null} unsaved The unsaved changes; null for none.
 * @property {() => SaveState | null} readable The adopted version with its content; null while a change is unsaved, or where there is none.
 * @property {(error: Error | null) => void} written The draft was written, or could not be.
 */

/** Writes one instance's unsaved changes to a store, and removes them once all is saved. Then the content is kept as the copy of the document. */
export class DraftWriter {
  #slot;
  #label;
  #callbacks;
  /** Whether the store may have the draft. */
  #exists;
  /** The ETag of the copy that was written last. @type {string | null} */
  #copied = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #retry;
  #stopped = false;

  /**
   * @param {import('./draft-slot.js').DraftSlot} slot
   * @param {{ contentType?: string, merge?: boolean }} label
   * @param {Callbacks} callbacks
   */
  constructor(slot, { contentType, merge }, callbacks) {
    this.#slot = slot;
    this.#label = { user: slot.user, document: slot.document, contentType, merge };
    this.#callbacks = callbacks;
    this.#exists = slot.draft !== null;
  }

  /** Something may have changed. */
  schedule() {
    if (this.#isDue) this.#timer ??= setTimeout(() => void this.write(), delay);
  }

  /**
   * Writes the draft now. If the store fails, saves continue without it.
   * @param {boolean} [complete] Whether no save is sent any more.
   * @returns {Promise<void>}
   */
  async write(complete = false) {
    clearTimeout(this.#timer);
    clearTimeout(this.#retry);
    this.#timer = undefined;
    if (!this.#isDue) return;
    const { store, id } = this.#slot;
    const unsaved = this.#callbacks.unsaved();
    const copy = this.#callbacks.readable();
    const label = { ...this.#label, complete, writtenAt: Date.now() };
    const { user, document } = label;
    const existed = this.#exists;
    try {
      this.#exists = unsaved !== null;
      this.#copied = copy?.adopted?.etag ?? this.#copied;
      if (unsaved) await store.put({ ...unsaved, ...label, id });
      // The copy comes first: a crash between the two must not lose the newest content.
      else await Promise.all([copy && store.put({ ...copy, ...label, id: '' }), existed && store.remove({ user, document, id })]);
      this.#callbacks.written(null);
    } catch (error) {
      this.#exists = existed || unsaved !== null;
      this.#callbacks.written(/** @type {Error} */ (error));
      if (this.#exists && !this.#stopped) this.#retry = setTimeout(() => void this.write(), retryDelay);
    }
  }

  /** Writes nothing more. */
  stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#retry);
  }

  get #isDue() {
    const copy = this.#callbacks.readable();
    return !this.#stopped && (this.#exists || this.#callbacks.unsaved() !== null || (copy !== null && copy.adopted?.etag !== this.#copied));
  }
}
