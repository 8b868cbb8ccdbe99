export type Problem = {
    type?: string;
    title?: string;
    detail?: string;
    [member: string]: unknown;
};
/**
 * Problem details (protocol 5, RFC 9457). Members that one problem adds are read where they are needed.
 * @typedef {{ type?: string, title?: string, detail?: string, [member: string]: unknown }} Problem
 */
/** A request that the server refused. */
export declare class ProblemError extends Error {
    /** The HTTP status. */
    status: number;
    /** The problem's name, such as `too-large`; empty where something else than the server answered. */
    type: string;
    /** The whole problem document. */
    problem: Problem;
    /**
     * @param {number} status The HTTP status.
     * @param {Problem} problem
     */
    constructor(status: number, problem: Problem);
}
/**
 * The problem in a refusal; an empty one where something else than the server answered.
 * @param {Response} response
 * @returns {Promise<Problem>}
 */
export declare function problemOf(response: Response): Promise<Problem>;
