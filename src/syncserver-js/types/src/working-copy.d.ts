export type Body = import('./content.js').Body;
export type SaveState = import('./save-state.js').SaveState;
/** @typedef {import('./content.js').Body} Body @typedef {import('./save-state.js').SaveState} SaveState */
/** One document as its editor has it, and what is remembered of its way to the server. */
export declare class WorkingCopy {
    #private;
    contentType: string;
    /** @type {unknown} */
    content: unknown;
    /**
     * @param {string} session
     * @param {string} contentType
     * @param {boolean} merge Whether saves are merged where they can be.
     */
    constructor(session: string, contentType: string, merge: boolean);
    get state(): import("./save-state.js").SaveState;
    /** Changes with every change of the state. */
    get mark(): number;
    /** Whether a save has no final answer yet. */
    get inFlight(): boolean;
    /** Whether anything was typed that is in no save. */
    get unsent(): boolean;
    /**
     * Takes the next state, and the content that comes with it.
     * @param {SaveState} state
     * @returns {boolean} Whether the content is another one.
     */
    become(state: SaveState): boolean;
    /**
     * Takes what was typed.
     * @param {unknown} content
     * @returns {boolean} Whether it is anything new.
     */
    type(content: unknown): boolean;
    /**
     * The save of what was typed first, which is in flight from now on.
     * @param {string | null} [conflictId] The conflict that it settles.
     * @param {boolean} [choice] Whether its user asks for a merge; by default as before, until that is adopted.
     */
    send(conflictId?: string | null, choice?: boolean): import("./save-state.js").Save;
    /** Takes a delete. What does not exist needs none. */
    erase(): void;
    /**
     * Takes over a version of the server and forgets what was not sent.
     * @param {number} version 0 for a document that was never seen.
     * @param {string | null} etag
     * @param {Body | null} body null where there is none.
     * @returns {boolean} Whether the content is another one.
     */
    adopt(version: number, etag: string | null, body: Body | null): boolean;
    /** Whether the content is this body of the server. @param {Body | null} body */
    holds(body: Body | null): boolean;
    /**
     * A body of the server as {@link type} would have made it: an editor that hands over the same again has changed nothing.
     * @param {Body | null} body
     */
    normalize(body: Body | null): import("./content.js").Body | null;
}
