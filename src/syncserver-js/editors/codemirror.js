// @ts-check
import { Annotation, Compartment, EditorState, StateEffect, Text, Transaction } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { withLineFeeds, withStoredLineEnds } from './line-ends.js';
import { textChanges } from './text-changes.js';

export { bind } from './binding.js';

/**
 * CodeMirror 6 on a string. Changes of others are not in its history (`addToHistory`), which maps its own steps through them.
 * @param {EditorView} view
 * @returns {import('./binding.js').Field}
 */
export function codeMirrorField(view) {
  return new CodeMirrorField(view);
}

/** Marks the transactions that show stored content. */
const shown = Annotation.define();

class CodeMirrorField {
  #view;
  #listener = new Compartment();
  #lock = new Compartment();
  /** The stored value. */
  #stored = '';

  /** @param {EditorView} view */
  constructor(view) {
    this.#view = view;
    this.element = view.contentDOM;
  }

  /** @param {() => void} edited */
  attach(edited) {
    const listener = EditorView.updateListener.of(({ transactions }) => {
      if (transactions.some((transaction) => transaction.docChanged && !transaction.annotation(shown))) edited();
    });
    this.#view.dispatch({ effects: StateEffect.appendConfig.of([this.#listener.of(listener), this.#lock.of([])]) });
  }

  /** @param {unknown} stored */
  show(stored) {
    this.#stored = typeof stored === 'string' ? stored : '';
    const changes = textChanges(this.#text, withLineFeeds(this.#stored)).map(({ from, to, insert }) => ({ from, to, insert: Text.of(insert.split('\n')) }));
    if (changes.length === 0) return;
    this.#view.dispatch({ changes, annotations: [shown.of(true), Transaction.addToHistory.of(false), Transaction.remote.of(true)] });
  }

  read() {
    this.#stored = withStoredLineEnds(this.#stored, this.#text);
    return this.#stored;
  }

  /** @param {unknown} one @param {unknown} other */
  same(one, other) {
    return typeof one === 'string' && typeof other === 'string' ? withLineFeeds(one) === withLineFeeds(other) : one === other;
  }

  /** @param {boolean} readOnly */
  lock(readOnly) {
    if (this.#view.state.readOnly !== readOnly) this.#view.dispatch({ effects: this.#lock.reconfigure(EditorState.readOnly.of(readOnly)) });
  }

  detach() {
    this.#view.dispatch({ effects: [this.#listener.reconfigure([]), this.#lock.reconfigure([])] });
  }

  get #text() {
    return this.#view.state.doc.toString();
  }
}
