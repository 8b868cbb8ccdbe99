export type EditorState = import('prosemirror-state').EditorState;
export type Transaction = import('prosemirror-state').Transaction;
export type Range = {
    from: number;
    to: number;
};
/**
 * The ranges after a transaction.
 * @param {Transaction} transaction
 * @param {Range[]} ranges
 * @param {boolean} isTheirs Whether it shows a change of another.
 * @returns {Range[]}
 */
export declare function trackRanges(transaction: Transaction, ranges: Range[], isTheirs: boolean): Range[];
/**
 * Puts back what a step of the history deleted of another's words, because they were within the own text: a step of ProseMirror covers all that is
 * between its ends.
 * @param {readonly Transaction[]} transactions
 * @param {EditorState} before
 * @param {EditorState} after
 * @param {Range[]} ranges The ranges before.
 * @returns {{ transaction: Transaction, ranges: Range[] } | null} null where nothing was lost.
 */
export declare function restore(transactions: readonly Transaction[], before: EditorState, after: EditorState, ranges: Range[]): {
    transaction: Transaction;
    ranges: Range[];
} | null;
