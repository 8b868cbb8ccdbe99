// @ts-check
import { textChanges } from './text-changes.js';

export { bind } from './binding.js';

/** @typedef {{ insert?: string | Record<string, unknown>, retain?: unknown, delete?: number, attributes?: object }} Op */

/**
 * What is used of Quill's Delta: its own declaration cannot be resolved everywhere.
 * @typedef {object} Delta
 * @property {Op[]} ops
 * @property {(op: Op) => Delta} push
 * @property {(text: string) => Delta} insert
 * @property {(length: number) => Delta} retain
 * @property {(length: number) => Delta} delete
 * @property {(start: number, end?: number) => Delta} slice
 * @property {(other: Delta) => Delta} concat
 * @property {(other: Delta) => Delta} diff
 * @property {() => Delta} chop
 */

/**
 * Quill 2 on a Delta, `{ ops }`. The history gets the option `userOnly`: it holds edits of the user, and maps them through changes of others.
 * @param {import('quill').default} quill
 * @returns {import('./binding.js').Field}
 */
export function quillField(quill) {
  return new QuillField(quill);
}

class QuillField {
  #quill;
  /** The stored value. @type {object} */
  #stored = {};
  #showing = false;
  #onChange = () => {};

  /** @param {import('quill').default} quill */
  constructor(quill) {
    this.#quill = quill;
    this.element = quill.root;
  }

  /** @param {() => void} edited */
  attach(edited) {
    const history = /** @type {any} */ (this.#quill.history);
    history.options.userOnly = true;
    history.clear();
    this.#onChange = () => {
      if (!this.#showing) edited();
    };
    this.#quill.on('text-change', this.#onChange);
  }

  /** @param {unknown} stored */
  show(stored) {
    this.#stored = typeof stored === 'object' && stored !== null ? stored : {};
    const current = this.#contents;
    // Quill throws on an embed that it does not know.
    const known = (opsOf(stored) ?? []).filter(({ insert }) => typeof insert === 'string' || this.#quill.scroll.query(Object.keys(insert ?? {})[0]) !== null);
    this.#showing = true;
    this.#quill.updateContents(/** @type {any} */ (difference(current, withLineEnd(this.#delta(known)))), 'api');
    this.#showing = false;
  }

  read() {
    return { ...this.#stored, ops: this.#contents.ops };
  }

  /** @param {unknown} one @param {unknown} other */
  same(one, other) {
    const [left, right] = [opsOf(one), opsOf(other)];
    if (left === null || right === null) return false;
    return withLineEnd(this.#delta(left)).diff(withLineEnd(this.#delta(right))).ops.length === 0;
  }

  /** @param {boolean} readOnly */
  lock(readOnly) {
    if (this.#quill.isEnabled() === readOnly) this.#quill.enable(!readOnly);
  }

  detach() {
    this.#quill.off('text-change', this.#onChange);
  }

  /** @returns {Delta} */
  get #contents() {
    return /** @type {any} */ (this.#quill.getContents());
  }

  /** A delta in which neighbours with the same attributes are one. @param {Op[]} ops @returns {Delta} */
  #delta(ops) {
    return ops.reduce((delta, op) => delta.push(op), this.#contents.slice(0, 0));
  }
}

/** The operations of a stored value; null where it is not a document of Quill. @param {any} stored @returns {Op[] | null} */
function opsOf(stored) {
  const ops = stored?.ops;
  return Array.isArray(ops) && ops.every((op) => typeof op?.insert === 'string' || typeof op?.insert === 'object') ? ops : null;
}

/** Quill ends every document with a line end. @param {Delta} delta */
function withLineEnd(delta) {
  const last = delta.ops.at(-1)?.insert;
  return typeof last === 'string' && last.endsWith('\n') ? delta : delta.insert('\n');
}

/** The text, with one character for each embed, as Quill counts. @param {Delta} delta */
function textOf(delta) {
  return delta.ops.map(({ insert }) => (typeof insert === 'string' ? insert : '\0')).join('');
}

/**
 * The delta from one document to another. Unlike `Delta.diff` it cuts no grapheme.
 * @param {Delta} current
 * @param {Delta} target
 */
function difference(current, target) {
  const [before, after] = [current, target].map(textOf);
  let change = current.slice(0, 0);
  let kept = 0;
  let shown = 0;
  for (const { from, to, insert } of [...textChanges(before, after), { from: before.length, to: before.length, insert: '' }]) {
    const length = from - kept;
    const formats = current.slice(kept, from).diff(target.slice(shown, shown + length));
    // `diff` leaves out what is kept at the end.
    const covered = formats.ops.reduce((sum, { retain, delete: deleted }) => sum + (typeof retain === 'number' ? retain : 0) + (deleted ?? 0), 0);
    for (const op of formats.ops) change = change.push(op);
    shown += length + insert.length;
    change = change.retain(length - covered).delete(to - from).concat(target.slice(shown - insert.length, shown));
    kept = to;
  }
  return change.chop();
}
