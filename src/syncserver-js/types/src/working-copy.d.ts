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
     */
    constructor(session: string, contentType: string);
    get state(): import("./save-state.js").SaveState;
    /** Changes with every change of the state. */
    get mark(): number;
    /** The version number of what is adopted; 0 for none. */
    get version(): number;
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
    /**
     * A body of the server as {@link type} would have made it: an editor that hands over the same again has changed nothing.
     * @param {Body | null} body
     */
    normalize(body: Body | null): import("./content.js").Body | null;
}
