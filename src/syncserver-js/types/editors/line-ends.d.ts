/** The text with LF as its only line end, as editors hold it. @param {string} stored */
export declare function withLineFeeds(stored: string): string;
/**
 * A stored text after an edit: the line ends that were not edited stay as they are, new ones are like the first.
 * @param {string} stored
 * @param {string} text The edited text, with LF as its only line end.
 */
export declare function withStoredLineEnds(stored: string, text: string): string;
