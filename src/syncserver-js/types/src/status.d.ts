export type Status = {
    state: 'saved' | 'saving' | 'retrying' | 'conflict' | 'postponed' | 'refused' | 'closed';
    /**
     * The newest version known to be on the server; 0 when there is none.
     */
    version: number;
    /**
     * Why, when `refused`: a `ProblemError`, or what `token` threw.
     */
    error: Error | null;
};
/**
 * How a document stands.
 *
 * | state | |
 * | --- | --- |
 * | `saved` | everything typed is on the server |
 * | `saving` | something typed is not there yet |
 * | `retrying` | the server cannot be reached, or is busy; the saves are sent again |
 * | `conflict` | a conflict waits for a choice; nothing is sent |
 * | `postponed` | `later` was chosen; nothing is sent |
 * | `refused` | the server refused the newest save for another reason; the next `save` or `flush` tries anew |
 * | `closed` | |
 * @typedef {object} Status
 * @property {'saved' | 'saving' | 'retrying' | 'conflict' | 'postponed' | 'refused' | 'closed'} state
 * @property {number} version The newest version known to be on the server; 0 when there is none.
 * @property {Error | null} error Why, when `refused`: a `ProblemError`, or what `token` threw.
 */
/** Tells the status when it changes, and those who wait for it to come to rest. */
export declare class StatusBoard {
    #private;
    /** @param {(status: Status) => void} tell */
    constructor(tell: (status: Status) => void);
    /** @param {Status} status */
    post(status: Status): void;
    /** The next status that will not change by itself. @returns {Promise<Status>} */
    rest(): Promise<Status>;
}
