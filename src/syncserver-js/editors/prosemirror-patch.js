// @ts-check
import { listChanges, offsets, placed } from './list-changes.js';
import { graphemes } from './text-changes.js';

/** @typedef {import('prosemirror-model').Node} Node @typedef {import('prosemirror-state').Transaction} Transaction */
/** @typedef {import('prosemirror-state').EditorState} EditorState @typedef {typeof import('prosemirror-transform').ReplaceStep} ReplaceStep */

/** What a position counts: a grapheme, a leaf, or the start or end of a node. @typedef {{ key: string, size: number, depth: -1 | 0 | 1 }} Token */

/**
 * The smallest changes that make the document another one. The selection stays at its text.
 * @param {EditorState} state
 * @param {Node} target
 * @param {ReplaceStep} ReplaceStep
 * @returns {Transaction}
 */
export function patch(state, target, ReplaceStep) {
  const transaction = replaceParts(state, target, ReplaceStep) ?? replaceRange(state, target);
  const { anchor, head, type } = state.selection.toJSON();
  if (type !== 'text' || !transaction.docChanged) return transaction;
  // What is inserted at an edge is not in the selection.
  const [from, to] = [anchor, head].map((position, index) => transaction.mapping.map(position, [anchor, head][1 - index] > position ? 1 : -1));
  if (![from, to].every((position) => transaction.doc.resolve(position).parent.inlineContent)) return transaction;
  const { fromJSON } = /** @type {any} */ (state.selection.constructor);
  return transaction.setSelection(fromJSON(transaction.doc, { anchor: from, head: to }));
}

/** @param {EditorState} state @param {Node} target @param {ReplaceStep} ReplaceStep @returns {Transaction | null} null where it is not possible. */
function replaceParts({ doc, tr }, target, ReplaceStep) {
  const [one, other] = [doc, target].map((node) => tokensOf(node));
  const [starts, ends] = [one, other].map((tokens) => offsets(tokens.map(({ size }) => size)));
  const [keys, targetKeys] = [one, other].map((tokens) => tokens.map(({ key }) => key));
  /** Whole nodes stay where they are. @param {import('./list-changes.js').ListChange} change */
  const isText = ({ from, to, first, last }) => [...one.slice(from, to), ...other.slice(first, last)].every(({ depth }) => depth === 0);
  const changes = placed(keys, targetKeys, listChanges(keys, targetKeys) ?? [], isText);
  try {
    for (const { from, to, first, last } of balanced(changes, one, other).reverse()) {
      tr.step(new ReplaceStep(starts[from], starts[to], target.slice(ends[first], ends[last])));
    }
    setMarks(tr, target);
    return tr.doc.eq(target) ? tr : null;
  } catch {
    // Between two of the changes the document does not fit its schema.
    return null;
  }
}

/** @param {EditorState} state @param {Node} target */
function replaceRange({ doc, tr }, target) {
  const start = doc.content.findDiffStart(target.content);
  const end = doc.content.findDiffEnd(target.content);
  if (start === null || end === null) return tr;
  const overlap = Math.max(0, start - Math.min(end.a, end.b));
  const whole = tr.replace(start, end.a + overlap, target.slice(start, end.b + overlap));
  return whole.doc.eq(target) ? whole : whole.replaceWith(0, whole.doc.content.size, target.content);
}

/** @param {Node} node @param {Token[]} [tokens] */
function tokensOf(node, tokens = []) {
  node.forEach((child) => {
    const key = `${child.type.name} ${JSON.stringify(child.attrs)} ${child.isText ? '' : JSON.stringify(child.marks)}`;
    if (child.isText) {
      for (const grapheme of graphemes(child.text ?? '')) tokens.push({ key: `text ${grapheme}`, size: grapheme.length, depth: 0 });
    } else if (child.isLeaf) {
      tokens.push({ key: `leaf ${key}`, size: 1, depth: 0 });
    } else {
      tokens.push({ key: `start ${key}`, size: 1, depth: 1 });
      tokensOf(child, tokens);
      // A line end, as for texts.
      tokens.push({ key: '\n', size: 1, depth: -1 });
    }
  });
  return tokens;
}

/**
 * Changes of which each starts and ends at the same depths in both documents: those that do not are joined with the next ones.
 * @param {import('./list-changes.js').ListChange[]} changes
 * @param {Token[]} one
 * @param {Token[]} other
 */
function balanced(changes, one, other) {
  /** @param {Token[]} tokens @param {number} from @param {number} to */
  const depth = (tokens, from, to) => tokens.slice(from, to).reduce((sum, token) => sum + token.depth, 0);
  /** @type {import('./list-changes.js').ListChange[]} */
  const result = [];
  let isOpen = false;
  for (const change of changes) {
    if (isOpen) Object.assign(result[result.length - 1], { to: change.to, last: change.last });
    else result.push({ ...change });
    const { from, to, first, last } = result[result.length - 1];
    isOpen = depth(one, from, to) !== depth(other, first, last);
  }
  return result;
}

/** Sets the marks of texts that were not replaced. @param {Transaction} tr @param {Node} target */
function setMarks(tr, target) {
  target.descendants((node, position) => {
    if (!node.isText) return;
    tr.doc.nodesBetween(position, position + node.nodeSize, (current, start) => {
      if (!current.isText) return;
      const [from, to] = [Math.max(start, position), Math.min(start + current.nodeSize, position + node.nodeSize)];
      for (const mark of current.marks) if (!mark.isInSet(node.marks)) tr.removeMark(from, to, mark);
      for (const mark of node.marks) if (!mark.isInSet(current.marks)) tr.addMark(from, to, mark);
    });
  });
}
