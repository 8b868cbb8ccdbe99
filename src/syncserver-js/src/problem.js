// @ts-check

/**
 * Problem details (protocol 5, RFC 9457). Members that one problem adds are read where they are needed.
 * @typedef {{ type?: string, title?: string, detail?: string, [member: string]: unknown }} Problem
 */

/** A request that the server refused. */
export class ProblemError extends Error {
  /**
   * @param {number} status The HTTP status.
   * @param {Problem} problem
   */
  constructor(status, problem) {
    super(problem.title ?? `The server answered ${status}.`);
    this.name = 'ProblemError';
    /** The HTTP status. */
    this.status = status;
    /** The problem's name, such as `too-large`; empty where something else than the server answered. */
    this.type = problem.type?.split('/').pop() ?? '';
    /** The whole problem document. */
    this.problem = problem;
  }
}

/**
 * The problem in a refusal; an empty one where something else than the server answered.
 * @param {Response} response
 * @returns {Promise<Problem>}
 */
export async function problemOf(response) {
  const text = await response.text();
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}
