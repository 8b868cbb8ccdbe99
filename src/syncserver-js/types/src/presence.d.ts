export type PresenceState = 'viewing' | 'editing' | 'idle';
export type Present = {
    person: {
        id: string;
        name: string;
    };
    session: string;
    state: PresenceState | 'gone';
    field?: string | null;
};
/** @typedef {'viewing' | 'editing' | 'idle'} PresenceState */
/**
 * A session that has the document open. Its tag tells the sessions of one person apart.
 * @typedef {{ person: { id: string, name: string }, session: string, state: PresenceState | 'gone', field?: string | null }} Present
 */
/** Shows the others who is here, and where. */
export declare class Presence {
    #private;
    /**
     * @param {import('./transport.js').Transport} transport
     * @param {() => string} session
     */
    constructor(transport: import('./transport.js').Transport, session: () => string);
    /**
     * Is here until `leave`, or tells something else.
     * @param {PresenceState} [state]
     * @param {string} [field] A JSON pointer.
     */
    join(state?: PresenceState, field?: string): Promise<void>;
    /** Is not here any more. */
    leave(): Promise<void>;
    /**
     * Everybody who is here.
     * @returns {Promise<Present[]>}
     * @throws {ProblemError} when the server refuses to tell.
     */
    list(): Promise<Present[]>;
}
