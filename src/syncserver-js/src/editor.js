// @ts-check
import { callHandler } from './handlers.js';

/** @typedef {import('./document.js').Person} Person @typedef {import('./document.js').RemoteChange} RemoteChange */

/**
 * @typedef {object} Handlers
 * @property {(change: RemoteChange) => void} remoteChanged Throws if the editor cannot show the content.
 * @property {(() => unknown) | undefined} editor Returns the editor's content.
 */

/** The application's editor: its content is taken, and replaced only by what it can show. */
export class Editor {
  #copy;
  #handlers;
  #edited;
  #closed = false;
  #holds = 0;

  /** Why the newest version cannot be shown; null if it can. Until a newer one can be, nothing is sent. @type {Error | null} */
  unreadable = null;

  /**
   * @param {import('./working-copy.js').WorkingCopy} copy
   * @param {Handlers} handlers
   * @param {() => void} edited Called when the editor had something new.
   */
  constructor(copy, handlers, edited) {
    this.#copy = copy;
    this.#handlers = handlers;
    this.#edited = edited;
  }

  /** Whether no content may be replaced now, as during an IME composition. */
  get isHeld() {
    return this.#holds > 0;
  }

  /**
   * Holds the content of the editor.
   * @param {() => void} released
   * @returns {() => void} Releases it.
   */
  hold(released) {
    let held = 1;
    this.#holds++;
    return () => {
      this.#holds -= held;
      held = 0;
      released();
    };
  }

  /** Takes what the editor has not saved yet. @returns {boolean} Whether it differs. */
  read() {
    const isNew = callHandler(() => {
      const content = this.#closed ? undefined : this.#handlers.editor?.();
      return content !== undefined && this.#copy.edit(content);
    }, undefined);
    if (isNew) this.#edited();
    return isNew === true;
  }

  /** Takes nothing more. */
  close() {
    this.#closed = true;
  }

  /** Reports a newer version, which the next save meets. @param {RemoteChange} change */
  report(change) {
    callHandler(this.#handlers.remoteChanged, change);
  }

  /**
   * Shows the content, which was replaced. Throws if the editor cannot show it.
   * @param {Person | null} savedBy
   */
  show(savedBy) {
    this.#handlers.remoteChanged({ content: this.#copy.content, version: this.#copy.state.acknowledged, applied: true, savedBy });
  }

  /**
   * Shows the content, which replaces that of an earlier state. If the editor cannot show it, the earlier state is back.
   * @param {import('./save-state.js').SaveState} before
   * @param {Person | null} savedBy
   * @throws {Error} what the editor has thrown.
   */
  replace(before, savedBy) {
    try {
      this.show(savedBy);
    } catch (error) {
      this.restore(before);
      throw error;
    }
  }

  /**
   * Goes back to a state whose content the editor can show, and shows it: a part of the editor may show the other one already.
   * @param {import('./save-state.js').SaveState} state
   */
  restore(state) {
    this.#copy.update(state);
    try {
      this.show(null);
    } catch {
      // The caller reports why the other content could not be shown.
    }
  }

  /**
   * Adopts a version of the server if the editor can show it.
   * @param {import('./save-state.js').SaveState} state
   * @param {import('./save-state.js').SaveState} otherwise The state without it.
   * @param {Person | null} savedBy
   * @returns {boolean} Whether it is adopted.
   */
  adopt(state, otherwise, savedBy) {
    try {
      if (this.#copy.update(state)) this.replace(otherwise, savedBy);
      return true;
    } catch (error) {
      this.unreadable = /** @type {Error} */ (error);
      return false;
    }
  }
}
