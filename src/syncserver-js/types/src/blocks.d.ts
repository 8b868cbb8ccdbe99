export type Conflict = import('./conflict.js').Conflict;
export type Block = {
    base: string;
    theirs: string;
    mine: string;
};
export type BlockChoice = 'theirs' | 'mine' | 'both';
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
export declare function disputedBlocks(conflict: Conflict): Block[] | null;
/**
 * The content with the user's choices, for `conflict.save`.
 * @param {Conflict} conflict
 * @param {BlockChoice[]} choices One for each of the {@link disputedBlocks}.
 * @returns {unknown}
 * @throws {Error} where only whole versions can be chosen.
 */
export declare function contentWith(conflict: Conflict, choices: BlockChoice[]): unknown;
