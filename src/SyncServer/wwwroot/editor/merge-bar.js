// @ts-check
import { element } from './elements.js';

/** The two sides of a merge. @typedef {{ theirs: number, by: string, mine: import('./note-fields.js').Note }} Merge */

/** Shows a merge, and can undo it as long as it is the newest version. */
export class MergeBar {
  #bar = element('merge');
  #error = element('merge-error');
  /** @type {Merge | null} */
  #merge = null;
  /** The version of the merge; 0 until it is saved. */
  #version = 0;

  /** @param {(merge: Merge, version: number) => Promise<void>} undo */
  constructor(undo) {
    element('merge-undo').addEventListener('click', async () => {
      try {
        if (this.#merge) await undo(this.#merge, this.#version);
        this.hide();
      } catch (error) {
        this.#error.textContent = error instanceof TypeError ? 'The server cannot be reached. Try again.' : /** @type {Error} */ (error).message;
        this.#error.hidden = false;
      }
    });
    element('merge-dismiss').addEventListener('click', () => this.hide());
  }

  /** A merge was requested. @param {Merge} merge */
  expect(merge) {
    this.#merge = merge;
    this.#version = 0;
  }

  /** @param {import('../client/status.js').Status} status */
  follow({ state, version }) {
    if (!this.#merge || state !== 'saved') return;
    if (this.#version !== 0 && version !== this.#version) return this.hide();
    this.#version = version;
    element('merge-text').textContent = `Your changes and version ${this.#merge.theirs} by ${this.#merge.by} are merged in version ${version}.`;
    this.#error.hidden = true;
    this.#bar.hidden = false;
  }

  hide() {
    this.#merge = null;
    this.#bar.hidden = true;
  }
}
