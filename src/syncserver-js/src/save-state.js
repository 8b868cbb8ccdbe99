// @ts-check
import { sameBody } from './content.js';

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
export function initialState(session) {
  return { session, sessionStart: 0, adopted: null, acknowledged: 0, sequence: 0, accepted: 0, parents: [], inFlight: [], unsent: [], content: null };
}

/** The value of `Save-Parent`; null where the content was made on the adopted version, or on saves of an earlier session. @param {SaveState} state */
export function parentOf({ parents, sessionStart }) {
  return parents.find((parent, index) => index === parents.length - 1 && parent > sessionStart) ?? null;
}

/**
 * Whether the content continues saves of an earlier session. The server cannot tell under the new session what it made of them, so it must
 * not merge.
 * @param {SaveState} state
 */
export function continuesEarlierSession({ parents, sessionStart }) {
  return parents.some((parent) => parent <= sessionStart);
}

/**
 * A version was opened, or is taken over later. Later answers to the saves in flight are ignored.
 * @param {SaveState} state
 * @param {Adopted | null} adopted null for a document that was never seen.
 * @param {Body | null} content
 * @returns {SaveState}
 */
export function adopt(state, adopted, content) {
  return { ...state, adopted, acknowledged: adopted?.version ?? 0, parents: [], inFlight: [], unsent: [], content };
}

/**
 * @param {SaveState} state
 * @param {Body | null} content null for a delete.
 * @returns {SaveState}
 */
export function type(state, content) {
  const { unsent } = state;
  const last = unsent.at(-1);
  if (last === null && content === null) return state;
  return { ...state, content, unsent: [...(content !== null && last ? unsent.slice(0, -1) : unsent), content] };
}

/**
 * The save of what was typed first.
 * @param {SaveState} state
 * @param {{ contentType: string, merge: boolean, conflictId: string | null }} how
 * @returns {Save}
 */
export function nextSave(state, { contentType, merge, conflictId }) {
  const sequence = state.sequence + 1;
  const parent = parentOf(state);
  const body = state.unsent[0];
  return Object.freeze({
    sequence,
    body,
    headers: {
      'Session-Id': state.session,
      'Save-Sequence': String(sequence),
      ...(parent !== null && { 'Save-Parent': String(parent) }),
      ...(state.adopted === null ? { 'If-None-Match': '*' } : { 'If-Match': state.adopted.etag }),
      ...(body !== null && { 'Content-Type': contentType, 'On-Conflict': merge ? 'merge' : 'reject' }),
      ...(conflictId !== null && { 'Conflict-Id': conflictId }),
    },
  });
}

/** @param {SaveState} state @param {Save} save @returns {SaveState} */
export function send(state, save) {
  const { sequence } = save;
  return { ...state, sequence, parents: [...state.parents, sequence], inFlight: [...state.inFlight, save], unsent: state.unsent.slice(1) };
}

/**
 * A 2xx other than `superseded`.
 * @param {SaveState} state
 * @param {Save} save
 * @param {Adopted | null} named The version that the answer names; null where the document does not exist.
 * @param {Body | null} content The content in the answer; null for none.
 * @returns {SaveState}
 */
export function accept(state, save, named, content) {
  if (!isInFlight(state, save)) return state;
  const { sequence } = save;
  const acknowledged = Math.max(state.acknowledged, named?.version ?? 0);
  const next = { ...land(state, save), acknowledged, accepted: Math.max(state.accepted, sequence) };
  if (content === null || sameBody(content, save.body)) {
    const newer = named !== null && (state.adopted === null || named.version > state.adopted.version);
    return { ...next, adopted: newer ? named : state.adopted, parents: state.parents.filter((parent) => parent > sequence) };
  }
  // The editor takes it only where nothing newer was sent or typed: then the content goes on from exactly this version.
  if (sequence === state.sequence && state.unsent.length === 0) return { ...next, adopted: named, parents: [], content };
  // An accepted save is never refused: none before it can become the parent.
  return { ...next, parents: state.parents.filter((parent) => parent >= sequence) };
}

/** The answer `superseded`. @param {SaveState} state @param {Save} save @returns {SaveState} */
export function supersede(state, save) {
  return land(state, save);
}

/**
 * A refusal for good. What no newer save contains is unsent again.
 * @param {SaveState} state
 * @param {Save} save
 * @returns {SaveState}
 */
export function refuse(state, save) {
  if (!isInFlight(state, save)) return state;
  const { unsent } = state;
  const contained = save.sequence !== state.sequence || (save.body !== null && unsent.length > 0 && unsent[0] !== null);
  return {
    ...land(state, save),
    parents: state.parents.filter((parent) => parent !== save.sequence),
    unsent: contained ? unsent : [save.body, ...unsent],
  };
}

/**
 * A 412 is settled with what the editor holds, on the version that was shown.
 * @param {SaveState} state
 * @param {Adopted | null} current
 * @returns {SaveState}
 */
export function settle(state, current) {
  return { ...adopt(state, current, state.content), unsent: [state.content] };
}

/** What comes next goes under another `Session-Id`. @param {SaveState} state @param {string} session @returns {SaveState} */
export function changeSession(state, session) {
  return { ...state, session, sessionStart: state.sequence };
}

/**
 * Whether a newer save of this instance contains this one, so that its refusal, or the answer `superseded`, does not matter.
 * @param {SaveState} state
 * @param {Save} save
 */
export function isContained({ accepted, inFlight }, { sequence }) {
  return accepted > sequence || inFlight.some((newer) => newer.sequence > sequence);
}

/** @param {SaveState} state @param {Save} save */
function isInFlight({ inFlight }, { sequence }) {
  return inFlight.some((one) => one.sequence === sequence);
}

/** @param {SaveState} state @param {Save} save @returns {SaveState} */
function land(state, { sequence }) {
  return { ...state, inFlight: state.inFlight.filter((one) => one.sequence !== sequence) };
}
