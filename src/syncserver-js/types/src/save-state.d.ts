export type Body = import('./content.js').Body;
export type DocumentVersion = {
    number: number;
    etag: string;
};
export type Save = {
    sequence: number;
    /**
     * All but `Authorization`, which each attempt sets.
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
     * The last sequence that was used before this session; 0 where it is the first.
     */
    sessionStart: number;
    /**
     * The newest version adopted, a tombstone included; null if there was none.
     */
    adopted: DocumentVersion | null;
    /**
     * The newest version that was adopted, or named by the response to a save; 0 for none.
     */
    acknowledged: number;
    /**
     * The last sequence used; 0 before the first.
     */
    sequence: number;
    /**
     * The highest sequence accepted; 0 for none.
     */
    acknowledgedSequence: number;
    /**
     * The saves that the content continues: those that were not refused and whose version is not
     * adopted, in ascending order. The last one is the parent; if it is refused, the one before it takes its place.
     */
    parents: readonly number[];
    /**
     * The saves without a final response, in ascending order.
     */
    inFlight: readonly Save[];
    /**
     * The changes that are in no save yet, null for a delete. A newer body replaces the one
     * before it; a delete between two bodies stays, because what follows it is a new document.
     */
    pending: readonly (Body | null)[];
    /**
     * The current content; null where there is no document.
     */
    content: Body | null;
};
/** @typedef {import('./content.js').Body} Body */
/** A version of a document. @typedef {{ number: number, etag: string }} DocumentVersion */
/**
 * One save as it is sent, and retried verbatim (docs/protocol.md, section 13).
 * @typedef {object} Save
 * @property {number} sequence
 * @property {Record<string, string>} headers All but `Authorization`, which each attempt sets.
 * @property {Body | null} body null for a delete.
 */
/**
 * What a client remembers of one document in one session: the first table of docs/protocol.md, section 13. It is plain data, so that a
 * draft can hold it. The functions of this module are its transitions; they return a new state and change nothing in place.
 * @typedef {object} SaveState
 * @property {string} session The `Session-Id` of the next save.
 * @property {number} sessionStart The last sequence that was used before this session; 0 where it is the first.
 * @property {DocumentVersion | null} adopted The newest version adopted, a tombstone included; null if there was none.
 * @property {number} acknowledged The newest version that was adopted, or named by the response to a save; 0 for none.
 * @property {number} sequence The last sequence used; 0 before the first.
 * @property {number} acknowledgedSequence The highest sequence accepted; 0 for none.
 * @property {readonly number[]} parents The saves that the content continues: those that were not refused and whose version is not
 *   adopted, in ascending order. The last one is the parent; if it is refused, the one before it takes its place.
 * @property {readonly Save[]} inFlight The saves without a final response, in ascending order.
 * @property {readonly (Body | null)[]} pending The changes that are in no save yet, null for a delete. A newer body replaces the one
 *   before it; a delete between two bodies stays, because what follows it is a new document.
 * @property {Body | null} content The current content; null where there is no document.
 */
/** The state before the document is opened. @param {string} session @returns {SaveState} */
export declare function initialState(session: string): SaveState;
/**
 * The value of `Save-Parent`; null where the content was made on the adopted version, or continues saves of an earlier session.
 * @param {SaveState} state
 */
export declare function parentOf({ parents, sessionStart }: SaveState): number | null;
/**
 * Whether the content continues saves of an earlier session. Under the new session the server does not know them, so it must not merge.
 * @param {SaveState} state
 */
export declare function continuesEarlierSession({ parents, sessionStart }: SaveState): boolean;
/**
 * A version was opened, or is adopted later. Later responses to the saves in flight are ignored.
 * @param {SaveState} state
 * @param {DocumentVersion | null} adopted null for a document that does not exist.
 * @param {Body | null} content
 * @returns {SaveState}
 */
export declare function adopt(state: SaveState, adopted: DocumentVersion | null, content: Body | null): SaveState;
/**
 * The user changed the content.
 * @param {SaveState} state
 * @param {Body | null} content null for a delete.
 * @returns {SaveState}
 */
export declare function edit(state: SaveState, content: Body | null): SaveState;
/**
 * The save of the first pending change.
 * @param {SaveState} state
 * @param {{ contentType: string, merge: boolean | undefined, conflictId: string | null }} options `merge` is undefined where the collection's policy decides.
 * @returns {Save}
 */
export declare function nextSave(state: SaveState, { contentType, merge, conflictId }: {
    contentType: string;
    merge: boolean | undefined;
    conflictId: string | null;
}): Save;
/** @param {SaveState} state @param {Save} save @returns {SaveState} */
export declare function send(state: SaveState, save: Save): SaveState;
/**
 * A 2xx other than `superseded`.
 * @param {SaveState} state
 * @param {Save} save
 * @param {DocumentVersion | null} version The version that the response names; null where the document does not exist.
 * @param {Body | null | undefined} content The content in the response; null for none, undefined for one that cannot be shown.
 * @param {boolean} [adoptable] Whether other content than was sent may be adopted now.
 * @returns {SaveState}
 */
export declare function accept(state: SaveState, save: Save, version: DocumentVersion | null, content: Body | null | undefined, adoptable?: boolean): SaveState;
/** The save has its final response, which changes nothing else. @param {SaveState} state @param {Save} save @returns {SaveState} */
export declare function ignore(state: SaveState, { sequence }: Save): SaveState;
/**
 * The save was refused for good. Its content is pending again, unless a newer change or save replaces it.
 * @param {SaveState} state
 * @param {Save} save
 * @returns {SaveState}
 */
export declare function refuse(state: SaveState, save: Save): SaveState;
/**
 * A conflict is resolved with the current content, on the version that was shown.
 * @param {SaveState} state
 * @param {DocumentVersion | null} current
 * @returns {SaveState}
 */
export declare function resolve(state: SaveState, current: DocumentVersion | null): SaveState;
/** The next save goes under another `Session-Id`. @param {SaveState} state @param {string} session @returns {SaveState} */
export declare function changeSession(state: SaveState, session: string): SaveState;
/**
 * Whether a newer save of this instance contains this one, so that its refusal, or the outcome `superseded`, does not matter.
 * @param {SaveState} state
 * @param {Save} save
 */
export declare function isContained({ acknowledgedSequence, inFlight }: SaveState, { sequence }: Save): boolean;
