// @ts-check
import { withLineFeeds, withStoredLineEnds } from './line-ends.js';
import { applyChanges, mapPosition, textChanges } from './text-changes.js';
import { TextHistory } from './text-history.js';

export { bind } from './binding.js';

/** Kinds of edits of which several that touch each other are undone together. */
const joined = ['insertText', 'insertCompositionText', 'deleteContentBackward', 'deleteContentForward'];

/**
 * A `<textarea>`, or an `<input>` of the type text, search, url or tel, on a string. It has an undo history of its own, because the browser's does not
 * survive changes of others.
 * @param {HTMLTextAreaElement | HTMLInputElement} element
 * @returns {import('./binding.js').Field}
 */
export function textField(element) {
  return new TextField(element);
}

class TextField {
  #history = new TextHistory();
  #ending = new AbortController();
  /** The stored value. */
  #stored = '';
  /** The text after the last edit or change. */
  #text = '';
  #edited = () => {};

  /** @param {HTMLTextAreaElement | HTMLInputElement} element */
  constructor(element) {
    this.element = element;
  }

  /** @param {() => void} edited */
  attach(edited) {
    this.#edited = edited;
    this.#text = this.element.value;
    const { signal } = this.#ending;
    this.element.addEventListener('input', (event) => this.#input(/** @type {InputEvent} */ (event)), { signal });
    this.element.addEventListener('beforeinput', (event) => this.#beforeInput(/** @type {InputEvent} */ (event)), { signal });
    this.element.addEventListener('keydown', (event) => this.#keyDown(/** @type {KeyboardEvent} */ (event)), { signal });
  }

  /** @param {unknown} stored */
  show(stored) {
    this.#stored = typeof stored === 'string' ? stored : '';
    const changes = textChanges(this.element.value, withLineFeeds(this.#stored));
    this.#history.rebase(changes);
    if (changes.length > 0) this.#change(changes);
  }

  read() {
    this.#stored = withStoredLineEnds(this.#stored, this.element.value);
    return this.#stored;
  }

  /** @param {unknown} one @param {unknown} other */
  same(one, other) {
    return typeof one === 'string' && typeof other === 'string' ? withLineFeeds(one) === withLineFeeds(other) : one === other;
  }

  /** @param {boolean} readOnly */
  lock(readOnly) {
    this.element.readOnly = readOnly;
  }

  detach() {
    this.#ending.abort();
  }

  /** @param {InputEvent} event */
  #input({ inputType, timeStamp }) {
    const changes = textChanges(this.#text, this.element.value);
    if (changes.length > 0) {
      // One range: what the user replaced is undone at once.
      const [{ from }, { to }] = [changes[0], changes[changes.length - 1]];
      const insert = this.element.value.slice(from, mapPosition(to, changes, 1));
      this.#history.edit(this.#text, { from, to, insert }, joined.includes(inputType) ? inputType : null, timeStamp);
      this.#text = this.element.value;
    }
    this.#edited();
  }

  /** The browser's own undo, as from its menu. @param {InputEvent} event */
  #beforeInput(event) {
    if (event.inputType !== 'historyUndo' && event.inputType !== 'historyRedo') return;
    event.preventDefault();
    this.#revert(event.inputType === 'historyUndo');
  }

  /** @param {KeyboardEvent} event */
  #keyDown(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.isComposing) return;
    const key = event.key.toLowerCase();
    const undoes = key === 'z' && !event.shiftKey;
    if (!undoes && !(key === 'z' && event.shiftKey) && !(key === 'y' && !event.metaKey)) return;
    event.preventDefault();
    this.#revert(undoes);
  }

  /** @param {boolean} undoes */
  #revert(undoes) {
    if (this.element.readOnly) return;
    const { value } = this.element;
    const changes = undoes ? this.#history.undo(value) : this.#history.redo(value);
    if (changes.length === 0) return;
    for (const change of changes) {
      this.#change([change]);
      const caret = change.from + change.insert.length;
      this.element.setSelectionRange(caret, caret);
    }
    this.#edited();
  }

  /** @param {import('./text-changes.js').Change[]} changes */
  #change(changes) {
    const { element } = this;
    const { selectionStart, selectionEnd, selectionDirection, scrollTop } = element;
    const [start, end] = [selectionStart ?? 0, selectionEnd ?? 0];
    this.#text = applyChanges(element.value, changes);
    for (const { from, to, insert } of changes.toReversed()) element.setRangeText(insert, from, to);
    const first = mapPosition(start, changes, start < end ? 1 : -1);
    element.setSelectionRange(first, Math.max(first, mapPosition(end, changes)), selectionDirection ?? undefined);
    element.scrollTop = scrollTop;
  }
}
