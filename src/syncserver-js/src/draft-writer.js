// @ts-check

/** Milliseconds after which a change is written. */
const delay = 200;

/** Milliseconds after which a write that failed is repeated. */
const retryDelay = 10_000;

/** Writes one instance's unsaved changes to a store, and removes them once all is saved. Then the content is kept as the copy of the document. */
export class DraftWriter {
  #slot;
  #label;
  #copy;
  #written;
  /** Whether the store may have the draft. */
  #exists;
  /** The ETag of the copy that was written last. @type {string | null} */
  #copied = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #stopped = false;

  /**
   * @param {import('./draft-slot.js').DraftSlot} slot
   * @param {{ merge?: boolean }} options
   * @param {import('./working-copy.js').WorkingCopy} copy
   * @param {(error: Error | null) => void} written The draft was written, or could not be.
   */
  constructor(slot, { merge }, copy, written) {
    this.#slot = slot;
    this.#label = { user: slot.user, document: slot.document, contentType: copy.contentType, merge };
    this.#copy = copy;
    this.#written = written;
    this.#exists = slot.draft !== null;
  }

  /** Something may have changed. */
  schedule() {
    if (this.#isDue) this.#writeAfter(delay);
  }

  /**
   * Writes the draft now. If the store fails, saves continue without it.
   * @param {boolean} [complete] Whether no save is sent any more.
   * @param {number} [attempts] How often it is repeated at once if it fails; after that later, while the document is open.
   * @returns {Promise<void>}
   */
  async write(complete = false, attempts = complete ? 3 : 0) {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#isDue) return;
    const { store, id } = this.#slot;
    const { unsaved, readable } = this.#copy;
    const label = { ...this.#label, complete, writtenAt: Date.now() };
    const existed = this.#exists;
    try {
      this.#exists = unsaved !== null;
      this.#copied = readable?.adopted?.etag ?? this.#copied;
      if (unsaved) await store.put({ ...unsaved, ...label, id });
      // The copy comes first: a crash between the two must not lose the newest content.
      else await Promise.all([readable && store.put({ ...readable, ...label, id: '' }), existed && store.remove({ ...label, id })]);
      this.#written(null);
    } catch (error) {
      this.#exists = existed || unsaved !== null;
      this.#written(/** @type {Error} */ (error));
      if (attempts > 0) return this.write(complete, attempts - 1);
      if (this.#exists) this.#writeAfter(retryDelay);
    }
  }

  /** Removes the copy: the person may not read the document any more, or it does not exist. Only what is read or saved later is kept again. */
  forget() {
    this.#copied = this.#copy.state.adopted?.etag ?? null;
    this.#slot.store.remove({ ...this.#label, id: '' }).catch(() => {});
  }

  /** Writes nothing more. */
  stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  /** @param {number} milliseconds */
  #writeAfter(milliseconds) {
    if (!this.#stopped) this.#timer ??= setTimeout(() => void this.write(), milliseconds);
  }

  get #isDue() {
    const { unsaved, readable } = this.#copy;
    return this.#exists || unsaved !== null || (readable !== null && readable.adopted?.etag !== this.#copied);
  }
}
