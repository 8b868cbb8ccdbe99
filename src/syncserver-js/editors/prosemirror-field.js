// @ts-check
import { restore, trackRanges } from './prosemirror-kept.js';
import { patch } from './prosemirror-patch.js';

/** @typedef {import('prosemirror-model').Node} Node @typedef {import('prosemirror-view').EditorView} EditorView */
/** @typedef {{ type: string, attrs?: Record<string, unknown>, marks?: Json[], content?: Json[], text?: string }} Json The JSON of a node or a mark. */

/**
 * The classes of ProseMirror, of the package that the editor uses.
 * @typedef {{ Plugin: typeof import('prosemirror-state').Plugin, ReplaceStep: typeof import('prosemirror-transform').ReplaceStep }} Kit
 */

/** An editor of ProseMirror on the JSON of its document. */
export class ProseMirrorField {
  #view;
  #kit;
  /** @type {import('prosemirror-state').Plugin | undefined} */
  #plugin;
  /** @type {unknown} */
  #stored = null;
  #showing = false;
  #locked = false;

  /** @param {EditorView} view @param {Kit} kit */
  constructor(view, kit) {
    this.#view = view;
    this.#kit = kit;
    this.element = view.dom;
  }

  /** @param {() => void} edited */
  attach(edited) {
    /** @type {import('prosemirror-state').Plugin<import('./prosemirror-kept.js').Range[]>} */
    const plugin = new this.#kit.Plugin({
      // A step of the history that spans several edits would also undo what another wrote between them.
      historyPreserveItems: true,
      state: {
        init: () => /** @type {import('./prosemirror-kept.js').Range[]} */ ([]),
        apply: (transaction, ranges) => [...trackRanges(transaction, ranges, this.#showing), ...(transaction.getMeta(plugin) ?? [])],
      },
      appendTransaction: (transactions, before, after) => {
        if (!transactions.some((transaction) => transaction.getMeta('history$'))) return null;
        const restored = restore(transactions, before, after, plugin.getState(before) ?? []);
        return restored && restored.transaction.setMeta(plugin, restored.ranges);
      },
      props: { editable: () => !this.#locked },
      filterTransaction: ({ docChanged }) => !docChanged || !this.#locked || this.#showing,
      view: () => ({
        update: ({ state }, before) => {
          if (!this.#showing && !state.doc.eq(before.doc)) edited();
        },
      }),
    });
    this.#plugin = plugin;
    this.#usePlugins([...this.#view.state.plugins, plugin]);
  }

  /** @param {unknown} stored */
  show(stored) {
    this.#stored = stored;
    const { state } = this.#view;
    let target = this.#document(stored);
    if (endsVirtually(state.doc) && target.lastChild?.type !== state.doc.lastChild?.type) {
      target = target.copy(target.content.addToEnd(/** @type {Node} */ (state.doc.lastChild)));
    }
    const transaction = patch(state, target, this.#kit.ReplaceStep);
    if (!transaction.docChanged) return;
    this.#showing = true;
    this.#view.dispatch(transaction.setMeta('addToHistory', false));
    this.#showing = false;
  }

  read() {
    const { doc } = this.#view.state;
    const json = doc.toJSON();
    return endsVirtually(doc) && !isEmptyBlock(partsOf(this.#stored).at(-1)) ? { ...json, content: json.content.slice(0, -1) } : json;
  }

  /** @param {unknown} one @param {unknown} other */
  same(one, other) {
    return this.#normal(one) === this.#normal(other);
  }

  /** @param {boolean} locked */
  lock(locked) {
    if (this.#locked === locked) return;
    this.#locked = locked;
    this.#view.updateState(this.#view.state);
  }

  detach() {
    if (!this.#view.isDestroyed) this.#usePlugins(this.#view.state.plugins.filter((plugin) => plugin !== this.#plugin));
  }

  /** @param {readonly import('prosemirror-state').Plugin[]} plugins */
  #usePlugins(plugins) {
    this.#view.updateState(this.#view.state.reconfigure({ plugins }));
  }

  /** The document of a stored value, without what the schema does not know. @param {any} stored @returns {Node} */
  #document(stored) {
    const { schema } = this.#view.state;
    for (const json of [stored, stored && this.#known(stored)[0]]) {
      try {
        const document = schema.nodeFromJSON(json);
        document.check();
        if (document.type === schema.topNodeType) return document;
      } catch {
        // The schema does not allow it.
      }
    }
    return /** @type {Node} */ (schema.topNodeType.createAndFill());
  }

  /** A node without unknown marks; an unknown node is replaced by its content. @param {Json} json @returns {Json[]} */
  #known(json) {
    const { nodes, marks } = this.#view.state.schema;
    const content = partsOf(json).flatMap((part) => this.#known(part));
    if (!nodes[json.type]) return content;
    return [{ ...json, ...(json.content && { content }), ...(json.marks && { marks: json.marks.filter(({ type }) => marks[type]) }) }];
  }

  /** The one form in which stored values are compared. @param {any} stored @returns {string} */
  #normal(stored) {
    const { schema } = this.#view.state;
    const isEmpty = stored?.type === schema.topNodeType.name && partsOf(stored).length === 0;
    const json = isEmpty ? { ...stored, content: schema.topNodeType.createAndFill()?.toJSON().content } : stored;
    return JSON.stringify(normalize(json, (type) => (schema.nodes[type] ?? schema.marks[type])?.spec.attrs ?? {}));
  }
}

/**
 * Whether the document ends with an empty paragraph behind another kind of block. TipTap adds one by itself, to have room for the caret: it is not
 * stored, unless the stored document has it.
 * @param {Node} document
 */
function endsVirtually(document) {
  const { lastChild, childCount } = document;
  return childCount > 1 && isEmptyBlock(lastChild?.toJSON()) && document.child(childCount - 2).type !== lastChild?.type;
}

/** @param {any} json @returns {Json[]} */
function partsOf(json) {
  return Array.isArray(json?.content) ? json.content : [];
}

/** @param {Json | undefined} json */
function isEmptyBlock(json) {
  return json?.type === 'paragraph' && partsOf(json).length === 0;
}

/**
 * Sorts keys and marks, leaves out empty content and attributes that have their default, and joins texts.
 * @param {any} json
 * @param {(type: string) => Record<string, { default?: unknown }>} attributes The attributes of a type of nodes or marks.
 * @returns {unknown}
 */
function normalize(json, attributes) {
  if (typeof json !== 'object' || json === null) return json;
  const { attrs, marks, content, ...rest } = json;
  const known = attributes(json.type);
  const set = Object.entries(attrs ?? {}).filter(([name, value]) => value !== null && JSON.stringify(value) !== JSON.stringify(known[name]?.default)).sort();
  /** @type {any[]} */
  const parts = [];
  for (const part of partsOf(json).map((child) => /** @type {any} */ (normalize(child, attributes)))) {
    const last = parts.at(-1);
    const joins = last?.type === 'text' && part?.type === 'text' && JSON.stringify({ ...last, text: '' }) === JSON.stringify({ ...part, text: '' });
    if (joins) parts[parts.length - 1] = { ...last, text: last.text + part.text };
    else parts.push(part);
  }
  const sorted = Object.fromEntries(Object.entries(rest).sort(([one], [other]) => (one < other ? -1 : 1)));
  return {
    ...sorted,
    ...(set.length > 0 && { attrs: set }),
    ...(marks?.length > 0 && { marks: marks.map((/** @type {any} */ mark) => JSON.stringify(normalize(mark, attributes))).sort() }),
    ...(parts.length > 0 && { content: parts }),
  };
}
