import { ProblemError } from './problem.js';
export type Adopted = import('./save-state.js').Adopted;
export type Body = import('./content.js').Body;
export type Save = import('./save-state.js').Save;
export type Answer = import('./answer.js').Answer;
export type Reaction = {
    /**
     * What was refused.
     */
    save: Save;
    error: ProblemError;
    /**
     * The same, with what a conflict adds.
     */
    problem: import('./conflict.js').ConflictProblem;
    /**
     * Another instance goes by the same session id.
     */
    newSession: boolean;
    /**
     * The version that such an instance made.
     */
    superseding: {
        named: Adopted;
        content: Body | null;
    } | null;
    /**
     * The newest version is to be read first.
     */
    look: boolean;
    /**
     * The content is not refused, only its number, or its place before a save that was still on its way: it goes again
     * under a new number.
     */
    again: boolean;
};
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
export declare class Refusals {
    #private;
    /** Whether one waits for the answers to other saves. */
    get waiting(): boolean;
    /**
     * A save was refused, or was `superseded` by one that this instance did not send.
     * @param {Save} save
     * @param {Answer} answer
     */
    add(save: Save, answer: Answer): void;
    /** A new save is sent. */
    sent(): void;
    /** A save was accepted. @param {number} version */
    accepted(version: number): void;
    /**
     * What the newest refusal asks for, once nothing is in flight; null where there is none, or an accepted save contains what it refused.
     * @param {import('./save-state.js').SaveState} state
     * @returns {Reaction | null}
     */
    conclude(state: import('./save-state.js').SaveState): Reaction | null;
}
