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
   * @param {string | null} [retryAfter]
   */
  constructor(status, problem, retryAfter = null) {
    super(problem.title ?? `The server responded with ${status}.`);
    this.name = 'ProblemError';
    /** The HTTP status. */
    this.status = status;
    /** The last part of the problem's type, such as `too-large`. Empty if the response has no problem document, as from a proxy. */
    this.type = problem.type?.split('/').pop() ?? '';
    /** The whole problem document. */
    this.problem = problem;
    /** The `Retry-After` header. */
    this.retryAfter = retryAfter;
  }
}

/**
 * What a response refuses.
 * @param {Response} response
 * @throws {TypeError} when a proxy responded with 404 or 410: the request is retried as a lost one is.
 */
export async function refusalOf(response) {
  const text = await response.text();
  /** @type {any} */
  let problem = {};
  try {
    problem = Object(JSON.parse(text));
    // Content with numbers that JavaScript would round is read from its own address, as one that is too large.
    if (problem.current && !isExact(text)) delete problem.current.content, delete problem.merged;
  } catch {
    // A proxy responded.
  }
  const { status, headers } = response;
  const error = new ProblemError(status, problem, headers.get('Retry-After'));
  if ((status === 404 || status === 410) && !/^(not-found|gone)$/.test(error.type)) throw new TypeError('The response is not from the server.');
  return error;
}
