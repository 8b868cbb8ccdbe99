export type Body = import('./content.js').Body;
export type Adopted = {
    version: number;
    etag: string;
};
export type Save = {
    sequence: number;
    /**
     * All but `Authorization`, which each attempt takes anew.
     */
    headers: Record<string, string>;
    /**
     * null for a delete.
     */
    body: Body | null;
};
export type SaveState = {
    /**
     * The `Session-Id` of the next save.
     */
    session: string;
    /**
     * The last number that was used before this session; 0 where it is the first.
     */
    sessionStart: number;
    /**
     * The newest version adopted, a tombstone's included; null if there was none.
     */
    adopted: Adopted | null;
    /**
     * The newest version that was adopted, or named by the response to a save; 0 for none.
     */
    acknowledged: number;
    /**
     * The last number used; 0 before the first.
     */
    sequence: number;
    /**
     * The highest number accepted; 0 for none.
     */
    accepted: number;
    /**
     * The saves that the content goes on from: those that were not refused and whose version
     * is not adopted, rising. The last one is the parent; the others take its place where it is refused.
     */
    parents: readonly number[];
    /**
     * The saves without a final answer, rising.
     */
    inFlight: readonly Save[];
    /**
     * What was typed and is in no save, null for a delete. Two bodies are one, the newest; a
     * delete between them stays, because what comes after it is a new document.
     */
    unsent: readonly (Body | null)[];
    /**
     * What the editor holds; null where there is no document.
     */
    content: Body | null;
};
/** @typedef {import('./content.js').Body} Body */
/** A version whose content the client has taken over. @typedef {{ version: number, etag: string }} Adopted */
/**
 * One save as it is sent, and repeated to the last byte (protocol 13).
 * @typedef {object} Save
 * @property {number} sequence
 * @property {Record<string, string>} headers All but `Authorization`, which each attempt takes anew.
 * @property {Body | null} body null for a delete.
 */
/**
 * What a client remembers of one document in one session: the first table of protocol 13. Plain data, so that a draft can hold
 * it; the functions of this module are its transitions and change nothing in place.
 * @typedef {object} SaveState
 * @property {string} session The `Session-Id` of the next save.
 * @property {number} sessionStart The last number that was used before this session; 0 where it is the first.
 * @property {Adopted | null} adopted The newest version adopted, a tombstone's included; null if there was none.
 * @property {number} acknowledged The newest version that was adopted, or named by the response to a save; 0 for none.
 * @property {number} sequence The last number used; 0 before the first.
 * @property {number} accepted The highest number accepted; 0 for none.
 * @property {readonly number[]} parents The saves that the content goes on from: those that were not refused and whose version
 *   is not adopted, rising. The last one is the parent; the others take its place where it is refused.
 * @property {readonly Save[]} inFlight The saves without a final answer, rising.
 * @property {readonly (Body | null)[]} unsent What was typed and is in no save, null for a delete. Two bodies are one, the newest; a
 *   delete between them stays, because what comes after it is a new document.
 * @property {Body | null} content What the editor holds; null where there is no document.
 */
/** The state before the document is opened. @param {string} session @returns {SaveState} */
export declare function initialState(session: string): SaveState;
/** The value of `Save-Parent`; null where the content was made on the adopted version, or on saves of an earlier session. @param {SaveState} state */
export declare function parentOf({ parents, sessionStart }: SaveState): number | null;
/**
 * Whether the content continues saves of an earlier session. The server cannot tell under the new session what it made of them, so it must
 * not merge.
 * @param {SaveState} state
 */
export declare function continuesEarlierSession({ parents, sessionStart }: SaveState): boolean;
/**
 * A version was opened, or is taken over later. Later answers to the saves in flight are ignored.
 * @param {SaveState} state
 * @param {Adopted | null} adopted null for a document that was never seen.
 * @param {Body | null} content
 * @returns {SaveState}
 */
export declare function adopt(state: SaveState, adopted: Adopted | null, content: Body | null): SaveState;
/**
 * @param {SaveState} state
 * @param {Body | null} content null for a delete.
 * @returns {SaveState}
 */
export declare function type(state: SaveState, content: Body | null): SaveState;
/**
 * The save of what was typed first.
 * @param {SaveState} state
 * @param {{ contentType: string, merge: boolean, conflictId: string | null }} how
 * @returns {Save}
 */
export declare function nextSave(state: SaveState, { contentType, merge, conflictId }: {
    contentType: string;
    merge: boolean;
    conflictId: string | null;
}): Save;
/** @param {SaveState} state @param {Save} save @returns {SaveState} */
export declare function send(state: SaveState, save: Save): SaveState;
/**
 * A 2xx other than `superseded`.
 * @param {SaveState} state
 * @param {Save} save
 * @param {Adopted | null} named The version that the answer names; null where the document does not exist.
 * @param {Body | null} content The content in the answer; null for none.
 * @returns {SaveState}
 */
export declare function accept(state: SaveState, save: Save, named: Adopted | null, content: Body | null): SaveState;
/** The answer `superseded`. @param {SaveState} state @param {Save} save @returns {SaveState} */
export declare function supersede(state: SaveState, save: Save): SaveState;
/**
 * A refusal for good. What no newer save contains is unsent again.
 * @param {SaveState} state
 * @param {Save} save
 * @returns {SaveState}
 */
export declare function refuse(state: SaveState, save: Save): SaveState;
/**
 * A 412 is settled with what the editor holds, on the version that was shown.
 * @param {SaveState} state
 * @param {Adopted | null} current
 * @returns {SaveState}
 */
export declare function settle(state: SaveState, current: Adopted | null): SaveState;
/** What comes next goes under another `Session-Id`. @param {SaveState} state @param {string} session @returns {SaveState} */
export declare function changeSession(state: SaveState, session: string): SaveState;
/**
 * Whether a newer save of this instance contains this one, so that its refusal, or the answer `superseded`, does not matter.
 * @param {SaveState} state
 * @param {Save} save
 */
export declare function isContained({ accepted, inFlight }: SaveState, { sequence }: Save): boolean;
