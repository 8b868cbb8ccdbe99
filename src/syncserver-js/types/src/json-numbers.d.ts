/** Whether JavaScript writes each number of a JSON text as it stands there. @param {string} json */
export declare function isExact(json: string): boolean;
/**
 * The JSON text of a content. Numbers that are equal in a text before keep their digits there: an edit of another member does not round them.
 * @param {unknown} content
 * @param {string[]} befores The JSON texts that the content was made from.
 * @returns {string | undefined} undefined if the content is not a JSON value.
 */
export declare function stringifyExactly(content: unknown, befores: string[]): string | undefined;
/**
 * The JSON text without spaces, and with the digits of its numbers.
 * @param {string} json
 */
export declare function compact(json: string): string;
