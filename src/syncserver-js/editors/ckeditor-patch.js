// @ts-check
import { listChanges, offsets, placed } from './list-changes.js';
import { graphemes } from './text-changes.js';

/** @typedef {import('ckeditor5').ModelElement} Element @typedef {import('ckeditor5').ModelNode} Node @typedef {import('ckeditor5').ModelWriter} Writer */
/** @typedef {import('ckeditor5').ModelSchema} Schema @typedef {import('ckeditor5').ModelDocumentFragment} Fragment */

/**
 * Gives an element of the model the children of another one by the smallest changes. What is equal stays, with the selection in it.
 * @param {Writer} writer
 * @param {Schema} schema
 * @param {Element} element
 * @param {Element | Fragment} target
 */
export function patchChildren(writer, schema, element, target) {
  if (schema.checkChild(element, '$text')) patchText(writer, element, target);
  else patchBlocks(writer, schema, element, target);
}

/** @param {Writer} writer @param {Schema} schema @param {Element} element @param {Element | Fragment} target */
function patchBlocks(writer, schema, element, target) {
  const [one, other] = [element, target].map((node) => Array.from(node.getChildren()));
  const [keys, targetKeys] = [one, other].map((nodes) => nodes.map(keyOf));
  const changes = listChanges(keys, targetKeys) ?? [{ from: 0, to: one.length, first: 0, last: other.length }];
  for (const { from, to, first, last } of changes.reverse()) {
    const [before, after] = [one.slice(from, to), other.slice(first, last)];
    const offset = bestOffset(before, after);
    // The nodes before and after the pairs are in one of the lists only.
    const [skipped, added] = [Math.max(0, -offset), Math.max(0, offset)];
    const paired = Math.min(before.length - skipped, after.length - added);
    const end = one[to] ? writer.createPositionBefore(one[to]) : writer.createPositionAt(element, 'end');
    insert(writer, after.slice(added + paired), end);
    for (const node of before.slice(skipped + paired)) writer.remove(node);
    for (let index = paired - 1; index >= 0; index--) patchNode(writer, schema, before[skipped + index], after[added + index]);
    if (added > 0) insert(writer, after.slice(0, added), one[from] ? writer.createPositionAt(element, offsetOf(element, from)) : end);
    for (const node of before.slice(0, skipped)) writer.remove(node);
  }
}

/** @param {Element} element @param {number} index */
function offsetOf(element, index) {
  return element.childCount > index ? /** @type {number} */ (element.getChild(index)?.startOffset) : element.maxOffset;
}

/** @param {Writer} writer @param {Schema} schema @param {Node} node @param {Node} target */
function patchNode(writer, schema, node, target) {
  if (!node.is('element') || !target.is('element') || (node.name !== target.name && !isTextBlock(schema, node, target))) {
    const position = writer.createPositionBefore(node);
    writer.remove(node);
    return insert(writer, [target], position);
  }
  if (node.name !== target.name) writer.rename(node, target.name);
  setAttributes(writer, node, target);
  patchChildren(writer, schema, node, target);
}

/** @param {Schema} schema @param {Element[]} elements */
function isTextBlock(schema, ...elements) {
  return elements.every((element) => schema.checkChild(element, '$text'));
}

/** @param {Writer} writer @param {Element} element @param {Element | Fragment} target */
function patchText(writer, element, target) {
  const [one, other] = [element, target].map(tokensOf);
  const [starts, ends] = [one, other].map((keys) => offsets(keys.map((key) => (key.startsWith('text ') ? key.length - 5 : 1))));
  for (const { from, to, first, last } of placed(one, other, listChanges(one, other) ?? [{ from: 0, to: one.length, first: 0, last: other.length }], () => true).reverse()) {
    const position = writer.createPositionAt(element, starts[from]);
    writer.remove(writer.createRange(position, writer.createPositionAt(element, starts[to])));
    insert(writer, Array.from(target.getChildren()).flatMap((node) => part(writer, node, ends[first], ends[last])), position);
  }
  for (const node of target.getChildren()) {
    const range = writer.createRange(writer.createPositionAt(element, node.startOffset ?? 0), writer.createPositionAt(element, node.endOffset ?? 0));
    for (const item of Array.from(range.getItems({ shallow: true }))) setAttributes(writer, item, node);
  }
}

/** One key for each grapheme and each inline object; those of texts start with `text `. @param {Element | Fragment} element */
function tokensOf(element) {
  return Array.from(element.getChildren()).flatMap((node) => (node.is('$text') ? graphemes(node.data).map((grapheme) => `text ${grapheme}`) : [keyOf(node)]));
}

/** A copy of what is between two offsets. @param {Writer} writer @param {Node} node @param {number} from @param {number} to @returns {Node[]} */
function part(writer, node, from, to) {
  const [start, end] = [node.startOffset ?? 0, node.endOffset ?? 0];
  if (end <= from || start >= to) return [];
  return node.is('$text') ? [writer.createText(node.data.slice(Math.max(0, from - start), to - start), node.getAttributes())] : [node];
}

/** @param {Writer} writer @param {Node[]} nodes @param {import('ckeditor5').ModelPosition} position */
function insert(writer, nodes, position) {
  for (const node of nodes.toReversed()) writer.insert(node.is('element') ? writer.cloneElement(node) : node, position);
}

/** @param {Writer} writer @param {Element | import('ckeditor5').ModelItem} node @param {Node} target */
function setAttributes(writer, node, target) {
  for (const [key] of Array.from(node.getAttributes())) if (!target.hasAttribute(key)) writer.removeAttribute(key, node);
  for (const [key, value] of target.getAttributes()) if (JSON.stringify(node.getAttribute(key)) !== JSON.stringify(value)) writer.setAttribute(key, value, node);
}

/** Equal for nodes with the same content. The id of a list item is new in each load of data without ids. @param {Node} node */
function keyOf(node) {
  return JSON.stringify(node.toJSON(), (name, value) => (name === 'listItemId' ? undefined : value));
}

/**
 * How many nodes the second list has before the ones that the first list starts with; negative where the first list has them.
 * @param {Node[]} before
 * @param {Node[]} after
 */
function bestOffset(before, after) {
  const difference = after.length - before.length;
  let best = { offset: 0, likeness: -1 };
  for (let step = 0; step <= Math.abs(difference); step++) {
    const offset = Math.sign(difference) * step;
    const likeness = before.reduce((sum, node, index) => sum + (after[index + offset] ? likenessOf(keyOf(node), keyOf(after[index + offset])) : 0), 0);
    if (likeness > best.likeness) best = { offset, likeness };
  }
  return best.offset;
}

/** How much two texts have in common at their start and at their end, 0 to 1. @param {string} one @param {string} other */
function likenessOf(one, other) {
  const shorter = Math.min(one.length, other.length);
  let start = 0;
  while (start < shorter && one[start] === other[start]) start++;
  let tail = 0;
  while (tail < shorter - start && one.at(-1 - tail) === other.at(-1 - tail)) tail++;
  return (start + tail) / Math.max(1, one.length, other.length);
}
