import * as transitions from './save-state.js';
export type Body = import('./content.js').Body;
export type SaveState = import('./save-state.js').SaveState;
/** @typedef {import('./content.js').Body} Body @typedef {import('./save-state.js').SaveState} SaveState */
/** The content of one document, and the state of its saves. */
export declare class WorkingCopy {
    #private;
    contentType: string;
    /** @type {unknown} */
    content: unknown;
    /**
     * @param {string} session
     * @param {string | undefined} contentType
     * @param {boolean | undefined} merge Whether saves ask the server to merge; undefined where the collection's policy decides.
     */
    constructor(session: string, contentType: string | undefined, merge: boolean | undefined);
    get state(): transitions.SaveState;
    /** How often the state changed. */
    get changes(): number;
    /** Whether a save has no final response yet. */
    get hasInFlight(): boolean;
    /** Whether there is a change that is in no save yet. */
    get hasPending(): boolean;
    /** What a crash must not lose; null when all is saved. @returns {SaveState | null} */
    get unsaved(): SaveState | null;
    /** The adopted version with its content; null while a change is unsaved, or where there is none. @returns {SaveState | null} */
    get readable(): SaveState | null;
    /**
     * Replaces the state, and the content with it.
     * @param {SaveState} state
     * @returns {boolean} Whether the content differs.
     */
    update(state: SaveState): boolean;
    /**
     * The user changed the content.
     * @param {unknown} content
     * @param {Body | null} [source] What it was made from, beside the content before.
     * @returns {boolean} Whether it differs.
     */
    edit(content: unknown, source?: Body | null): boolean;
    /** The user deletes the document. One that does not exist needs no delete. */
    delete(): void;
    /**
     * Moves the first pending change in flight.
     * @param {string | null} [conflictId] The conflict that the save resolves.
     * @param {boolean} [choice] Whether the user's choice asks for a merge. Without it the last choice holds until its save is adopted.
     * @returns {import('./save-state.js').Save}
     */
    send(conflictId?: string | null, choice?: boolean): import('./save-state.js').Save;
    /**
     * Adopts a version of the server, and discards what is pending.
     * @param {import('./save-state.js').DocumentVersion | null} version null for a document that does not exist.
     * @param {Body | null} body null where there is none.
     * @returns {boolean} Whether the content differs.
     */
    adopt(version: import('./save-state.js').DocumentVersion | null, body: Body | null): boolean;
    /** Whether the content equals this body of the server. @param {Body | null} body */
    equals(body: Body | null): boolean;
}
