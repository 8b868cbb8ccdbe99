export type Change = {
    from: number;
    to: number;
    insert: string;
};
/** The graphemes of a text: what a reader takes for one character. @param {string} text */
export declare function graphemes(text: string): string[];
/**
 * The smallest changes that make one text of the other: ascending, at positions of the text before. No change begins or ends within a grapheme
 * of either text, so none cuts a surrogate pair, an emoji sequence or CR LF.
 * @param {string} before
 * @param {string} after
 * @returns {Change[]}
 */
export declare function textChanges(before: string, after: string): Change[];
/**
 * The text with the changes.
 * @param {string} text
 * @param {Change[]} changes Ascending, at positions of the text.
 */
export declare function applyChanges(text: string, changes: Change[]): string;
/**
 * Where a position of the text is after the changes.
 * @param {number} position
 * @param {Change[]} changes Ascending, at positions of the text before.
 * @param {-1 | 1} [side] On which side of a text that is inserted exactly there; default before it.
 */
export declare function mapPosition(position: number, changes: Change[], side?: -1 | 1): number;
