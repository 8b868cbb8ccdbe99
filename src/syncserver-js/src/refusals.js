// @ts-check
import { ProblemError } from './problem.js';
import { isContained } from './save-state.js';

/** @typedef {import('./save-state.js').Adopted} Adopted @typedef {import('./content.js').Body} Body */

/** @typedef {import('./save-state.js').Save} Save @typedef {import('./answer.js').Answer} Answer */

/**
 * What a refusal asks for (protocol 5 and 13).
 * @typedef {object} Reaction
 * @property {Save} save What was refused.
 * @property {ProblemError} error
 * @property {import('./conflict.js').ConflictProblem} problem The same, with what a conflict adds.
 * @property {boolean} newSession Another instance goes by the same session id.
 * @property {{ named: Adopted, content: Body | null } | null} superseding The version that such an instance made.
 * @property {boolean} look The newest version is to be read first.
 * @property {boolean} again The content is not refused, only its number, or its place before a save that was still on its way: it goes again
 *   under a new number.
 */

/**
 * The refusals of one document. None counts before all answers are there: a save that is still on its way may contain the
 * refused one, or may explain the refusal.
 */
export class Refusals {
  /** @type {{ save: Save, answer: Answer } | null} */
  #newest = null;
  /** The numbers that were refused since the last conclusion. @type {Set<number>} */
  #refused = new Set();
  /** The newest version that was accepted since the last save was sent; 0 for none. */
  #acceptedSince = 0;
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
   */
  add(save, answer) {
    this.#refused.add(save.sequence);
    if (this.#newest === null || this.#newest.save.sequence < save.sequence) this.#newest = { save, answer };
  }

  /** A new save is sent. */
  sent() {
    this.#acceptedSince = 0;
  }

  /** A save was accepted. @param {number} version */
  accepted(version) {
    this.#acceptedSince = Math.max(this.#acceptedSince, version);
    this.#renumbered = false;
  }

  /**
   * What the newest refusal asks for, once nothing is in flight; null where there is none, or an accepted save contains what it refused.
   * @param {import('./save-state.js').SaveState} state
   * @returns {Reaction | null}
   */
  conclude(state) {
    const newest = this.#newest;
    const refused = this.#refused;
    this.#newest = null;
    this.#refused = new Set();
    if (newest === null || isContained(state, newest.save)) return null;
    const { save, answer } = newest;
    const error = new ProblemError(answer.status, answer.problem ?? {});
    const isReused = error.type === 'sequence-reused';
    // Once: a number that is still taken under a new one is for its user to see.
    const isTaken = (error.status === 409 || isReused) && !this.#renumbered;
    this.#renumbered ||= isTaken;
    const problem = /** @type {import('./conflict.js').ConflictProblem} */ (error.problem);
    // An older save was accepted after it: there is another head now. Or its parent was refused: the server merges only behind a parent that
    // it accepted (protocol 4.9).
    const lacksParent = save.headers['On-Conflict'] === 'merge' && refused.has(Number(save.headers['Save-Parent']));
    const isOvertaken = error.status === 412 && (lacksParent || this.#acceptedSince > (problem.current?.version ?? 0));
    return {
      save,
      error,
      problem,
      newSession: (isReused || answer.named !== null) && save.headers['Session-Id'] === state.session,
      superseding: answer.named && { named: answer.named, content: answer.content },
      look: isTaken && (isReused || error.type === 'sequence-too-old'),
      again: isTaken || isOvertaken,
    };
  }
}
