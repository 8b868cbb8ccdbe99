// @ts-check
import { createRequire } from 'node:module';

// The packages are installed beside the client.
const require = createRequire(new URL('../../src/syncserver-js/package.json', import.meta.url));
/** @type {typeof import('prosemirror-model')} */
const { Fragment, Schema } = require('prosemirror-model');
/** @type {typeof import('prosemirror-schema-list')} */
const { addListNodes } = require('prosemirror-schema-list');
/** @type {typeof import('prosemirror-tables')} */
const { tableNodes } = require('prosemirror-tables');
/** @type {typeof import('prosemirror-transform')} */
const { Transform, canJoin, canSplit, findWrapping, liftTarget } = require('prosemirror-transform');

/** @typedef {import('prosemirror-model').Node} Node */
/** @typedef {import('prosemirror-transform').Transform} Changes */
/** @typedef {() => number} Next */

const basic = new Schema({
  nodes: {
    doc: { content: 'block+' },
    paragraph: { content: 'inline*', group: 'block' },
    blockquote: { content: 'block+', group: 'block' },
    horizontal_rule: { group: 'block' },
    heading: { attrs: { level: { default: 1 } }, content: 'inline*', group: 'block', defining: true },
    code_block: { content: 'text*', marks: '', group: 'block', code: true },
    text: { group: 'inline' },
    image: { inline: true, attrs: { src: {} }, group: 'inline' },
    hard_break: { inline: true, group: 'inline' },
  },
  marks: {
    link: { attrs: { href: {} }, inclusive: false },
    em: {},
    strong: {},
    code: {},
  },
});

export const schema = new Schema({
  nodes: addListNodes(basic.spec.nodes, 'paragraph block*', 'block')
    .append(tableNodes({ tableGroup: 'block', cellContent: 'block+', cellAttributes: {} })),
  marks: basic.spec.marks,
});

/** Random documents and edits. Each word is there once, so that a test can see what became of it. */
export class Writer {
  #next;
  #prefix;
  #words = 0;

  /** @param {Next} next @param {string} prefix The beginning of each word. */
  constructor(next, prefix) {
    this.#next = next;
    this.#prefix = prefix;
  }

  /** @param {number} limit */
  below(limit) {
    return Math.floor(this.#next() * limit);
  }

  /** @template T @param {T[]} items @returns {T} */
  pick(items) {
    return items[this.below(items.length)];
  }

  word() {
    this.#words += 1;
    return `${this.#prefix}${this.#words}`;
  }

  words(count = 1 + this.below(6)) {
    return Array.from({ length: count }, () => this.word()).join(' ');
  }

  /** @returns {Node} */
  document() {
    return schema.node('doc', null, Array.from({ length: 3 + this.below(6) }, () => this.block(2)));
  }

  /** @param {number} depth @returns {Node} */
  block(depth) {
    const kind = this.below(depth > 0 ? 12 : 6);
    if (kind < 4) return schema.node('paragraph', null, this.inline());
    if (kind === 4) return schema.node('heading', { level: 1 + this.below(3) }, this.inline());
    if (kind === 5) return this.below(2) ? schema.node('code_block', null, schema.text(this.words())) : schema.node('horizontal_rule');
    if (kind === 6) return schema.node('blockquote', null, this.blocks(depth));
    if (kind === 7 && depth > 1) {
      const columns = 1 + this.below(3);
      const cell = () => schema.node('table_cell', null, schema.node('paragraph', null, this.inline()));
      return schema.node('table', null, Array.from({ length: 1 + this.below(3) }, () => schema.node('table_row', null, Array.from({ length: columns }, cell))));
    }
    const item = () => schema.node('list_item', null, [schema.node('paragraph', null, this.inline()), ...(depth > 1 && this.below(4) === 0 ? [this.block(depth - 1)] : [])]);
    return schema.node(this.below(2) ? 'bullet_list' : 'ordered_list', null, Array.from({ length: 1 + this.below(4) }, item));
  }

  /** @param {number} depth */
  blocks(depth) {
    return Array.from({ length: 1 + this.below(3) }, () => this.block(depth - 1));
  }

  inline() {
    const count = this.below(8) === 0 ? 0 : 1 + this.below(4);
    /** @type {Node[]} */
    const parts = [];
    for (let i = 0; i < count; i += 1) {
      const marks = this.below(3) === 0 ? [this.mark()] : [];
      if (this.below(10) === 0) parts.push(this.below(2) ? schema.node('image', { src: this.word() }) : schema.node('hard_break'));
      parts.push(schema.text(`${i > 0 ? ' ' : ''}${this.words()}`, marks));
    }
    return Fragment.fromArray(parts);
  }

  mark() {
    const name = this.pick(['em', 'strong', 'link', 'code']);
    return schema.mark(name, name === 'link' ? { href: this.pick(['a', 'b']) } : null);
  }

  /**
   * Makes one edit in an outermost block, as an editor does.
   * @param {Changes} transform
   * @param {number} index The index of the block.
   * @param {number} [parity] Only words and marks are edited: those of the base with even, or with odd, numbers.
   * @returns {boolean} Whether there was something to edit.
   */
  edit(transform, index, parity) {
    const wordsOnly = parity !== undefined;
    const start = transform.doc.content.size === 0 ? 0 : startOf(transform.doc, index);
    const block = transform.doc.child(index);
    /** @type {Array<{ node: Node, at: number, parent: Node | null }>} */
    const lines = [];
    if (block.isTextblock) lines.push({ node: block, at: start, parent: transform.doc });
    block.descendants((node, at, parent) => {
      if (node.isTextblock) lines.push({ node, at: start + 1 + at, parent });
    });
    const kind = this.below(wordsOnly ? 7 : 18);
    if (lines.length === 0 || (kind >= 15 && !wordsOnly)) {
      if (wordsOnly) return false;
      const end = start + block.nodeSize;
      if (kind % 3 === 0) transform.insert(end, schema.node('paragraph', null, schema.text(this.words())));
      else if (kind % 3 === 1 && transform.doc.childCount > 1) transform.delete(start, end);
      else transform.insert(start, this.block(1));
      return true;
    }
    const line = this.pick(lines);
    const inside = line.at + 1;
    const words = wordsOf(line.node).filter((other) => !wordsOnly || other.number % 2 === parity);
    if (wordsOnly && words.length === 0) return false;
    const place = inside + this.pick([...(wordsOnly ? [] : [0]), ...words.map((other) => other.to)]);
    const word = words.length > 0 ? this.pick(words) : null;
    const $place = transform.doc.resolve(place);
    if (kind < 3) {
      const before = $place.parentOffset > 0 ? ' ' : '';
      transform.insert(place, schema.text(`${before}${this.words(1 + this.below(2))}${before ? '' : ' '}`, $place.parent.type.spec.code ? [] : $place.marks()));
    } else if (kind === 3 && word) {
      transform.delete(inside + word.from, inside + word.to);
    } else if (kind === 4 && word) {
      transform.replaceWith(inside + word.from, inside + word.to, schema.text(this.word()));
    } else if (kind < 7 && word) {
      const last = wordsOnly ? word : this.pick(words.filter((other) => other.from >= word.from));
      const mark = this.mark();
      if (this.below(3) === 0) transform.removeMark(inside + word.from, inside + last.to, mark.type);
      else if (!line.node.type.spec.code) transform.addMark(inside + word.from, inside + last.to, mark);
    } else if (kind < 9) {
      const depth = $place.node(-1)?.type.name === 'list_item' && $place.index(-1) === 0 ? 2 : 1;
      if (canSplit(transform.doc, place, depth)) transform.split(place, depth);
    } else if (kind === 9) {
      if (line.at > start + 1 && canJoin(transform.doc, line.at) && transform.doc.resolve(line.at).nodeBefore?.isTextblock) transform.join(line.at);
    } else if (kind === 10) {
      const type = schema.nodes[line.node.type.name === 'heading' ? 'paragraph' : 'heading'];
      if (line.parent?.type.name !== 'list_item') transform.setBlockType(inside, inside, type, type.name === 'heading' ? { level: 1 + this.below(3) } : null);
    } else if (kind === 11) {
      const range = $place.blockRange();
      const wrapping = range && findWrapping(range, schema.nodes[this.pick(['blockquote', 'bullet_list'])]);
      if (range && wrapping) transform.wrap(range, wrapping);
    } else if (kind === 12) {
      const range = $place.blockRange();
      const target = range && liftTarget(range);
      if (range && target !== null && target !== undefined) transform.lift(range, target);
    } else if (line.parent && line.parent.type.name === 'list_item') {
      const $item = transform.doc.resolve(line.at);
      const item = $item.before();
      if (kind === 13) {
        transform.insert(item, schema.node('list_item', null, schema.node('paragraph', null, schema.text(this.words()))));
      } else if ($item.node(-1).childCount > 1) {
        transform.delete(item, item + line.parent.nodeSize);
      }
    } else if (line.parent && line.parent.type.name !== 'doc' && line.parent.childCount > 1) {
      transform.delete(line.at, line.at + line.node.nodeSize);
    } else {
      transform.insert(inside, schema.text(`${this.word()} `));
    }
    return true;
  }
}

/** The position of an outermost block. @param {Node} doc @param {number} index */
function startOf(doc, index) {
  let start = 0;
  for (let i = 0; i < index; i += 1) start += doc.child(i).nodeSize;
  return start;
}

/** The words of a line; those that an edit added have the number 0. @param {Node} line @returns {Array<{ from: number, to: number, number: number }>} */
function wordsOf(line) {
  const text = line.textBetween(0, line.content.size, undefined, '\ufffc');
  return [...text.matchAll(/[a-z]\d+/g)].map(({ index, 0: word }) => ({ from: index, to: index + word.length, number: word.startsWith('b') ? Number(word.slice(1)) : 0 }));
}

/** All words of a document, with those of images. @param {any} json @returns {Map<string, number>} */
export function countWords(json) {
  const counts = new Map();
  for (const [word] of JSON.stringify(json).replaceAll('\\n', ' ').matchAll(/\b[bty]\d+\b/g)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/**
 * What both scripts of edits make of a document, if they touch different blocks: the second is rebased over the first, as collaborative editing does.
 * @param {Changes} theirs @param {Changes} yours
 */
export function applyBoth(theirs, yours) {
  const both = new Transform(yours.doc);
  for (let i = yours.steps.length - 1; i >= 0; i -= 1) both.step(yours.steps[i].invert(yours.docs[i]));
  theirs.steps.forEach((step) => both.step(step));
  for (let i = 0, from = yours.steps.length; i < yours.steps.length; i += 1) {
    const mapped = yours.steps[i].map(both.mapping.slice(from));
    from -= 1;
    if (!mapped || both.maybeStep(mapped).failed) return null;
    /** @type {any} */ (both.mapping).setMirror(from, both.steps.length - 1);
  }
  return both.doc;
}

export { Transform };
