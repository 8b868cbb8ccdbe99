/**
 * The subject of a JSON web token; undefined for other tokens.
 * @param {string} token
 * @returns {string | undefined}
 */
export declare function subjectOf(token: string): string | undefined;
