export type Node = import('prosemirror-model').Node;
export type Transaction = import('prosemirror-state').Transaction;
export type EditorState = import('prosemirror-state').EditorState;
export type ReplaceStep = typeof import('prosemirror-transform').ReplaceStep;
export type Token = {
    key: string;
    size: number;
    depth: -1 | 0 | 1;
};
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
export declare function patch(state: EditorState, target: Node, ReplaceStep: ReplaceStep): Transaction;
