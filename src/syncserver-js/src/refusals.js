// @ts-check
import { isContained } from './save-state.js';

/** @typedef {import('./save-state.js').Save} Save @typedef {import('./save-response.js').SaveResponse} SaveResponse */

/**
 * What the client does about a refusal once all responses are there:
 * * `resend`: sends the content again under a new sequence
 * * `read`: reads the newest version first, then sends the content again
 * * `compare`: compares the content with that of the response, which another instance saved; sends it again where they differ
 * * `conflict`: reports the conflict
 * * `report`: reports the error
 * @typedef {'resend' | 'read' | 'compare' | 'conflict' | 'report'} Reaction
 */

/**
 * @typedef {object} Refusal
 * @property {Save} save The refused save.
 * @property {SaveResponse} response
 * @property {import('./conflict.js').ConflictProblem} problem The problem, with the members of a conflict.
 * @property {Reaction} reaction
 * @property {boolean} isSessionShared Whether another instance uses the same `Session-Id`.
 */

/**
 * The refusals of one document. None takes effect before all responses are there: a save that is still in flight may contain the refused
 * one, or its response may explain the refusal.
 */
export class Refusals {
  /** @type {{ save: Save, response: SaveResponse } | null} */
  #newest = null;
  /** The newest version that was accepted since the last save was sent; 0 for none. */
  #acceptedSince = 0;
  /** Whether the content was sent again under a new sequence since a save was accepted. */
  #renumbered = false;

  /** Whether a refusal waits for the responses to other saves. */
  get waiting() {
    return this.#newest !== null;
  }

  /**
   * A save was refused, or was superseded by one that this instance did not send.
   * @param {Save} save
   * @param {SaveResponse} response
   */
  add(save, response) {
    if (this.#newest === null || this.#newest.save.sequence < save.sequence) this.#newest = { save, response };
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
   * The newest refusal, once nothing is in flight; null where there is none, or an accepted save contains what it refused.
   * @param {import('./save-state.js').SaveState} state
   * @returns {Refusal | null}
   */
  conclude(state) {
    const newest = this.#newest;
    this.#newest = null;
    if (newest === null || isContained(state, newest.save)) return null;
    const { save, response } = newest;
    const { error } = response;
    const problem = /** @type {import('./conflict.js').ConflictProblem} */ (error?.problem ?? {});
    return {
      save,
      response,
      problem,
      reaction: this.#reactionTo(save, response, problem, state),
      isSessionShared: (response.kind === 'superseded' || error?.type === 'sequence-reused') && save.headers['Session-Id'] === state.session,
    };
  }

  /**
   * @param {Save} save
   * @param {SaveResponse} response
   * @param {import('./conflict.js').ConflictProblem} problem
   * @param {import('./save-state.js').SaveState} state
   * @returns {Reaction}
   */
  #reactionTo(save, { kind }, problem, { parents, acknowledgedSequence }) {
    if (kind === 'superseded') return 'compare';
    if (kind === 'conflict') {
      // An older save was accepted after the refusal: there is a newer head now.
      if (this.#acceptedSince > (problem.current?.version ?? 0)) return 'resend';
      // The server did not merge, because it refused the parent (docs/protocol.md, section 4.9), maybe before the document was closed and opened again.
      const parent = Number(save.headers['Save-Parent']);
      const lacksParent = parent > acknowledgedSequence && !parents.includes(parent);
      return lacksParent && save.headers['On-Conflict'] !== 'reject' ? 'resend' : 'conflict';
    }
    // A sequence is changed once: if the new one is refused too, the user has to know.
    if (kind === 'refused' || this.#renumbered) return 'report';
    this.#renumbered = true;
    return kind === 'outOfOrder' ? 'resend' : 'read';
  }
}
