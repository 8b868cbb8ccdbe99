// @ts-check

/**
 * A conflict in rich text, block by block (docs/protocol.md, sections 4.9 and 5): all other changes of both sides are merged already, so that the user is asked only about
 * the blocks that both changed.
 */

/** @typedef {import('./conflict.js').Conflict} Conflict */

/**
 * A block that both sides changed differently, as text. A side that deleted it has none.
 * @typedef {{ base: string, theirs: string, mine: string }} Block
 */

/** Which version of a block is saved; `both`: theirs, then the user's. @typedef {'theirs' | 'mine' | 'both'} BlockChoice */

/**
 * The blocks to ask about, in the order of the document.
 * @param {Conflict} conflict
 * @returns {Block[] | null} Null where only whole versions can be chosen: the content is no rich text, it is too large for the response, something else overlaps too, or the
 *   user has edited since the refused save.
 */
export function disputedBlocks(conflict) {
  const disputed = changesOf(conflict);
  return disputed && disputed.map(({ text }) => ({ base: text.base, theirs: text.theirs, mine: text.yours }));
}

/**
 * The content with the user's choices, for `conflict.save`.
 * @param {Conflict} conflict
 * @param {BlockChoice[]} choices One for each of the {@link disputedBlocks}.
 * @returns {unknown}
 * @throws {Error} where only whole versions can be chosen.
 */
export function contentWith(conflict, choices) {
  const disputed = changesOf(conflict);
  if (disputed === null) throw new Error('This conflict has no blocks to choose.');
  let content = structuredClone(conflict.problem.undisputed);
  // From the end, so that the places before stay valid.
  for (let i = disputed.length - 1; i >= 0; i--) {
    if (choices[i] === 'theirs') continue;
    const { yours, merged } = disputed[i];
    const tokens = merged.path.split('/').slice(1).map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
    // Blocks of HTML are parts of a string, others are elements of an array.
    const start = merged.start ?? Number(tokens.pop());
    const [from, to] = [choices[i] === 'both' ? start + merged.count : start, start + merged.count];
    content = replaced(content, tokens, (value) => (typeof value === 'string'
      // Text without tags would be glued to the text before it.
      ? value.slice(0, from) + (from > start && value[from - 1] !== '>' && !String(yours).startsWith('<') ? '\n' : '') + (yours ?? '') + value.slice(to)
      : [...value.slice(0, from), ...(yours === undefined ? [] : structuredClone(Array.isArray(yours) ? yours : [yours])), ...value.slice(to)]));
  }
  return content;
}

/**
 * @param {any} value
 * @param {string[]} path
 * @param {(value: any) => unknown} by
 * @returns {unknown}
 */
function replaced(value, [first, ...rest], by) {
  if (first === undefined) return by(value);
  value[first] = replaced(value[first], rest, by);
  return value;
}

/** @param {Conflict} conflict */
function changesOf(conflict) {
  const { undisputed, changes = [], changesTruncated } = conflict.problem;
  if (undisputed === undefined || changesTruncated || conflict.edited()) return null;
  const disputed = changes.filter(({ overlaps }) => overlaps);
  const blocks = disputed.filter((change) => change.text && change.merged);
  return blocks.length > 0 && blocks.length === disputed.length
    ? /** @type {Array<{ yours?: unknown, text: { base: string, theirs: string, yours: string }, merged: { path: string, start?: number, count: number } }>} */ (blocks) : null;
}
