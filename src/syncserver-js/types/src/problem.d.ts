export type Problem = {
    type?: string;
    title?: string;
    detail?: string;
    [member: string]: unknown;
};
/**
 * Problem details (RFC 9457; docs/protocol.md, section 5). Members that one problem adds are read where they are needed.
 * @typedef {{ type?: string, title?: string, detail?: string, [member: string]: unknown }} Problem
 */
/** The server refused a request. */
export declare class ProblemError extends Error {
    /** The HTTP status. */
    status: number;
    /** The last part of the problem's type, such as `too-large`. Empty if the response has no problem document, as from a proxy. */
    type: string;
    /** The whole problem document. */
    problem: Problem;
    /** The `Retry-After` header. */
    retryAfter: string | null;
    /**
     * @param {number} status The HTTP status.
     * @param {Problem} problem
     * @param {string | null} [retryAfter]
     */
    constructor(status: number, problem: Problem, retryAfter?: string | null);
}
/**
 * What a response refuses.
 * @param {Response} response
 * @throws {TypeError} when a proxy responded with 404 or 410: the request is retried as a lost one is.
 */
export declare function refusalOf(response: Response): Promise<ProblemError>;
