// @ts-check
import { ProblemError } from './problem.js';
import { isContained } from './save-state.js';

/** @typedef {import('./save-state.js').Save} Save @typedef {import('./answer.js').Answer} Answer */

/**
 * What a refusal asks for (protocol 5 and 13).
 * @typedef {object} Reaction
 * @property {Save} save What was refused.
 * @property {ProblemError} error
 * @property {import('./conflict.js').ConflictProblem} problem The same, with what a conflict adds.
 * @property {boolean} newSession Another instance goes by the same session id.
 * @property {number} heard A version that such an instance made; 0 for none.
 * @property {boolean} look The newest version is to be read first.
 * @property {boolean} again The content is not refused, only its number, or its place before a save that was still on its way: it goes again
 *   under a new number.
 */

/**
 * The refusals of one document. None counts before all answers are there: a save that is still on its way may contain the
 * refused one, or may explain the refusal.
 */
export class Refusals {
  /** @type {{ save: Save, answer: Answer, accepted: number } | null} */
  #newest = null;
  /** Whether the last save went again under a new number. */
  #renumbered = false;

  /** Whether one waits for the answers to other saves. */
  get waiting() {
    return this.#newest !== null;
  }

  /**
   * A save was refused, or was `superseded` by one that this instance did not send.
   * @param {Save} save
   * @param {Answer} answer
   * @param {number} accepted The highest number accepted before.
   */
  add(save, answer, accepted) {
    if (this.#newest === null || this.#newest.save.sequence < save.sequence) this.#newest = { save, answer, accepted };
  }

  /** A save was accepted. */
  accepted() {
    this.#renumbered = false;
  }

  clear() {
    this.#newest = null;
  }

  /**
   * What the newest refusal asks for, once nothing is in flight; null where there is none, or an accepted save contains what it refused.
   * @param {import('./save-state.js').SaveState} state
   * @returns {Reaction | null}
   */
  conclude(state) {
    const newest = this.#newest;
    this.#newest = null;
    if (newest === null || isContained(state, newest.save)) return null;
    const { save, answer, accepted } = newest;
    const error = new ProblemError(answer.status, answer.problem ?? {});
    const isReused = error.type === 'sequence-reused';
    // Once: a number that is still taken under a new one is for its user to see.
    const isTaken = (error.status === 409 || isReused) && !this.#renumbered;
    this.#renumbered ||= isTaken;
    // The server merges only behind the parent (protocol 4.9), and that has come since.
    const isEarly = error.status === 412 && save.headers['On-Conflict'] === 'merge' && state.accepted > accepted;
    return {
      save,
      error,
      problem: /** @type {import('./conflict.js').ConflictProblem} */ (error.problem),
      newSession: (isReused || answer.named !== null) && save.headers['Session-Id'] === state.session,
      heard: answer.named?.version ?? 0,
      look: isTaken && (isReused || error.type === 'sequence-too-old'),
      again: isTaken || isEarly,
    };
  }
}
