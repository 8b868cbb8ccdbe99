export type Save = import('./save-state.js').Save;
export type SaveResponse = import('./save-response.js').SaveResponse;
export type Reaction = 'resend' | 'read' | 'compare' | 'conflict' | 'report';
export type Refusal = {
    /**
     * The refused save.
     */
    save: Save;
    response: SaveResponse;
    /**
     * The problem, with the members of a conflict.
     */
    problem: import('./conflict.js').ConflictProblem;
    reaction: Reaction;
    /**
     * Whether another instance uses the same `Session-Id`.
     */
    isSessionShared: boolean;
};
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
export declare class Refusals {
    #private;
    /** Whether a refusal waits for the responses to other saves. */
    get waiting(): boolean;
    /**
     * A save was refused, or was superseded by one that this instance did not send.
     * @param {Save} save
     * @param {SaveResponse} response
     */
    add(save: Save, response: SaveResponse): void;
    /** A new save is sent. */
    sent(): void;
    /** A save was accepted. @param {number} version */
    accepted(version: number): void;
    /**
     * The newest refusal, once nothing is in flight; null where there is none, or an accepted save contains what it refused.
     * @param {import('./save-state.js').SaveState} state
     * @returns {Refusal | null}
     */
    conclude(state: import('./save-state.js').SaveState): Refusal | null;
}
