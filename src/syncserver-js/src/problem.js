// @ts-check
import { isExact } from './json-numbers.js';

/**
 * Problem details (RFC 9457; docs/protocol.md, section 5). Members that one problem adds are read where they are needed.
 * @typedef {{ type?: string, title?: string, detail?: string, [member: string]: unknown }} Problem
 */

/** The server refused a request. */
export class ProblemError extends Error {
  /**
   * @param {number} status The HTTP status.
   * @param {Problem} problem
   */
  constructor(status, problem) {
    super(problem.title ?? `The server responded with ${status}.`);
    this.name = 'ProblemError';
    /** The HTTP status. */
    this.status = status;
    /** The last part of the problem's type, such as `too-large`. Empty if the response has no problem document, as from a proxy. */
    this.type = problem.type?.split('/').pop() ?? '';
    /** The whole problem document. */
    this.problem = problem;
  }
}

/**
 * The problem document of a refusal; an empty one if the response has none, as from a proxy.
 * @param {Response} response
 * @returns {Promise<Problem>}
 */
export async function problemOf(response) {
  const text = await response.text();
  try {
    const problem = Object(JSON.parse(text));
    // Content with numbers that JavaScript would round is read from its own address, as one that is too large.
    if (problem.current && !isExact(text)) delete problem.current.content, delete problem.merged;
    return problem;
  } catch {
    return {};
  }
}
