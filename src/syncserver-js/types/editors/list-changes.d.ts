export type ListChange = {
    /**
     * The first item in the one list.
     */
    from: number;
    /**
     * Behind the last one.
     */
    to: number;
    /**
     * The first item in the other list.
     */
    first: number;
    /**
     * Behind the last one.
     */
    last: number;
};
/** Where each item starts, by the sizes of the items, and where the last one ends. @param {number[]} sizes @param {number} [start] */
export declare function offsets(sizes: number[], start?: number): number[];
/**
 * Moves what was inserted or deleted, among equal neighbours, to where a person would have edited: the end of a line, else the edge of a word, else
 * the first place. `ab ab` with another ` ab` has it at its end, not within the first word.
 * @param {ArrayLike<string>} one
 * @param {ArrayLike<string>} other
 * @param {ListChange[]} changes
 * @param {(change: ListChange) => boolean} isAllowed
 * @returns {ListChange[]}
 */
export declare function placed(one: ArrayLike<string>, other: ArrayLike<string>, changes: ListChange[], isAllowed: (change: ListChange) => boolean): ListChange[];
/**
 * The smallest differences of two lists, by the algorithm of Myers.
 * @param {string[]} one
 * @param {string[]} other
 * @returns {ListChange[] | null} Ascending; null for lists that differ in more than 1,000 items.
 */
export declare function listChanges(one: string[], other: string[]): ListChange[] | null;
