/**
 * Whether two HTML strings are the same document: white space that is not shown, the order of attributes and synonyms do not count.
 * @param {string} one
 * @param {string} other
 */
export declare function sameHtml(one: string, other: string): boolean;
