// @ts-check
import { randomFrom } from './fault-proxy.js';
import { Transform, Writer, countWords, schema } from './rich-prosemirror.js';

/**
 * Why a merge is wrong; null if it is right.
 * @param {any} base @param {any} theirs @param {any} yours @param {any} merged
 */
export function faultOf(base, theirs, yours, merged) {
  try {
    schema.nodeFromJSON(merged).check();
  } catch (error) {
    return `not valid: ${/** @type {Error} */ (error).message}`;
  }
  return wordFaultOf(base, theirs, yours, merged);
}

/**
 * Which word is lost or doubled; null if none is. A word of the base stays if both sides have it; a new word is there once.
 * @param {any} base @param {any} theirs @param {any} yours @param {any} merged
 */
export function wordFaultOf(base, theirs, yours, merged) {
  const [b, t, y, m] = [base, theirs, yours, merged].map(countWords);
  for (const word of new Set([...b.keys(), ...t.keys(), ...y.keys(), ...m.keys()])) {
    const expected = b.has(word) ? Number(t.has(word) && y.has(word)) : Number(t.has(word) || y.has(word));
    if ((m.get(word) ?? 0) !== expected) return `${word} is there ${m.get(word) ?? 0} times, not ${expected}`;
  }
  return null;
}

/**
 * Makes a document and two scripts of edits.
 * @param {number} seed @param {number} run @param {'blocks' | 'words' | 'any'} kind
 */
export function tripleOf(seed, run, kind) {
  const next = randomFrom(seed * 1_000_003 + run);
  const writer = new Writer(next, 'b');
  const base = writer.document();
  const [theirs, yours] = [new Transform(base), new Transform(base)];
  const blocks = Array.from({ length: base.childCount }, (_, i) => i);
  const cut = 1 + writer.below(blocks.length - 1);
  const shared = writer.below(blocks.length);
  for (const [transform, prefix, first] of /** @type {Array<[import('./rich-prosemirror.js').Changes, string, boolean]>} */ ([[theirs, 't', true], [yours, 'y', false]])) {
    const editor = new Writer(next, prefix);
    for (let edits = 1 + editor.below(4); edits > 0; edits -= 1) {
      // The first blocks are theirs, the last ones yours.
      const { childCount } = transform.doc;
      const index = kind === 'words' ? shared : kind === 'any' ? editor.below(childCount) : first ? editor.below(cut + childCount - base.childCount) : cut + editor.below(childCount - cut);
      // All of them may be deleted.
      const isOwn = kind !== 'blocks' || (first ? cut + childCount > base.childCount : childCount > cut);
      if (isOwn) editor.edit(transform, index, kind === 'words' ? Number(first) : undefined);
    }
  }
  return { base, theirs, yours };
}
