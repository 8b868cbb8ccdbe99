export type Answer = {
    /**
     * The HTTP status.
     */
    status: number;
    /**
     * The version that it names; null for a refusal.
     */
    named: import('./save-state.js').Adopted | null;
    /**
     * How it was accepted.
     */
    outcome: string | null;
    /**
     * The content in the answer; null where there is none.
     */
    content: import('./content.js').Body | null;
    /**
     * The `Retry-After` header.
     */
    retryAfter: string | null;
    /**
     * Why it was refused; null when it was accepted.
     */
    problem: import('./problem.js').Problem | null;
};
/**
 * What the server said to a save (protocol 3 and 5), read to its end.
 * @typedef {object} Answer
 * @property {number} status The HTTP status.
 * @property {import('./save-state.js').Adopted | null} named The version that it names; null for a refusal.
 * @property {string | null} outcome How it was accepted.
 * @property {import('./content.js').Body | null} content The content in the answer; null where there is none.
 * @property {string | null} retryAfter The `Retry-After` header.
 * @property {import('./problem.js').Problem | null} problem Why it was refused; null when it was accepted.
 */
/**
 * @param {Response} response
 * @returns {Promise<Answer>}
 * @throws {TypeError} when a proxy or a sign-in page answered, not the server.
 */
export declare function readAnswer(response: Response): Promise<Answer>;
/**
 * The ETag of an answer: proxies rewrite or strip `ETag`, but not `Sync-ETag` (protocol 3).
 * @param {Response} response
 * @throws {TypeError} when something else than the server answered: tried again as a lost answer is.
 */
export declare function etagOf(response: Response): string | null;
/**
 * The version that an answer is about; 0 where it names none.
 * @param {Response} response
 */
export declare function versionOf(response: Response): number;
