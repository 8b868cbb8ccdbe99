export type PresenceState = 'viewing' | 'editing' | 'idle';
export type Present = {
    person: import('./document.js').Person;
    session: string;
    state: PresenceState | 'gone';
    field?: string | null;
};
/** @typedef {'viewing' | 'editing' | 'idle'} PresenceState */
/**
 * A session that has the document open. `session` is a short tag, which distinguishes the sessions of one person.
 * @typedef {{ person: import('./document.js').Person, session: string, state: PresenceState | 'gone', field?: string | null }} Present
 */
/** The presence of a session: shows the others that it has the document open, and where. */
export declare class Presence {
    #private;
    /**
     * @param {import('./transport.js').Transport} transport
     * @param {import('./locks.js').Request} request
     */
    constructor(transport: import('./transport.js').Transport, request: import('./locks.js').Request);
    /**
     * Joins the document until `leave`, or changes the state. It does nothing once the document is being closed.
     * @param {PresenceState} [state]
     * @param {string} [field] A JSON pointer.
     */
    join(state?: PresenceState, field?: string): Promise<void>;
    /** Leaves the document. If the server cannot be reached, the presence expires. */
    leave(): Promise<void>;
    /** The document is being closed. */
    close(): void;
    /**
     * Lists the sessions that have the document open.
     * @returns {Promise<Present[]>}
     * @throws {import('./problem.js').ProblemError} when the server refuses it.
     */
    list(): Promise<Present[]>;
}
