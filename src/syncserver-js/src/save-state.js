// @ts-check
import { sameBody } from './content.js';

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
export function initialState(session) {
  return {
    session, sessionStart: 0, adopted: null, acknowledged: 0, sequence: 0, acknowledgedSequence: 0, parents: [], inFlight: [], pending: [], content: null,
  };
}

/**
 * The value of `Save-Parent`; null where the content was made on the adopted version, or continues saves of an earlier session.
 * @param {SaveState} state
 */
export function parentOf({ parents, sessionStart }) {
  const parent = parents.at(-1) ?? 0;
  return parent > sessionStart ? parent : null;
}

/**
 * Whether the content continues saves of an earlier session. Under the new session the server does not know them, so it must not merge.
 * @param {SaveState} state
 */
export function continuesEarlierSession({ parents, sessionStart }) {
  return parents.some((parent) => parent <= sessionStart);
}

/**
 * A version was opened, or is adopted later. Later responses to the saves in flight are ignored.
 * @param {SaveState} state
 * @param {DocumentVersion | null} adopted null for a document that does not exist.
 * @param {Body | null} content
 * @returns {SaveState}
 */
export function adopt(state, adopted, content) {
  return { ...state, adopted, acknowledged: adopted?.number ?? 0, parents: [], inFlight: [], pending: [], content };
}

/**
 * The user changed the content.
 * @param {SaveState} state
 * @param {Body | null} content null for a delete.
 * @returns {SaveState}
 */
export function edit(state, content) {
  const { pending } = state;
  const last = pending.at(-1);
  if (last === null && content === null) return state;
  return { ...state, content, pending: [...(content !== null && last ? pending.slice(0, -1) : pending), content] };
}

/**
 * The save of the first pending change.
 * @param {SaveState} state
 * @param {{ contentType: string, merge: boolean | undefined, conflictId: string | null }} options `merge` is undefined where the collection's policy decides.
 * @returns {Save}
 */
export function nextSave(state, { contentType, merge, conflictId }) {
  const sequence = state.sequence + 1;
  const parent = parentOf(state);
  const body = state.pending[0];
  return {
    sequence,
    body,
    headers: {
      'Session-Id': state.session,
      'Save-Sequence': String(sequence),
      ...(parent !== null && { 'Save-Parent': String(parent) }),
      ...(state.adopted === null ? { 'If-None-Match': '*' } : { 'If-Match': state.adopted.etag }),
      ...(body !== null && { 'Content-Type': contentType }),
      ...(body !== null && merge !== undefined && { 'On-Conflict': merge ? 'merge' : 'reject' }),
      ...(conflictId !== null && { 'Conflict-Id': conflictId }),
    },
  };
}

/** @param {SaveState} state @param {Save} save @returns {SaveState} */
export function send(state, save) {
  const { sequence } = save;
  return { ...state, sequence, parents: [...state.parents, sequence], inFlight: [...state.inFlight, save], pending: state.pending.slice(1) };
}

/**
 * A 2xx other than `superseded`.
 * @param {SaveState} state
 * @param {Save} save
 * @param {DocumentVersion | null} version The version that the response names; null where the document does not exist.
 * @param {Body | null | undefined} content The content in the response; null for none, undefined for one that cannot be shown.
 * @param {boolean} [adoptable] Whether other content than was sent may be adopted now.
 * @returns {SaveState}
 */
export function accept(state, save, version, content, adoptable = true) {
  if (!isInFlight(state, save)) return state;
  const { sequence } = save;
  const next = {
    ...ignore(state, save),
    acknowledged: Math.max(state.acknowledged, version?.number ?? 0),
    acknowledgedSequence: Math.max(state.acknowledgedSequence, sequence),
  };
  if (content === null || (content !== undefined && sameBody(content, save.body))) {
    const isOlder = version !== null && state.adopted !== null && version.number <= state.adopted.number;
    return { ...next, adopted: isOlder ? state.adopted : version, parents: state.parents.filter((parent) => parent > sequence) };
  }
  // Other content is adopted only where nothing newer was sent or typed: then what follows continues exactly this version.
  if (adoptable && content !== undefined && sequence === state.sequence && state.pending.length === 0) return { ...next, adopted: version, parents: [], content };
  // An accepted save is never refused, so that none before it can become the parent.
  return { ...next, parents: state.parents.filter((parent) => parent >= sequence) };
}

/** The save has its final response, which changes nothing else. @param {SaveState} state @param {Save} save @returns {SaveState} */
export function ignore(state, { sequence }) {
  return { ...state, inFlight: state.inFlight.filter((save) => save.sequence !== sequence) };
}

/**
 * The save was refused for good. Its content is pending again, unless a newer change or save replaces it.
 * @param {SaveState} state
 * @param {Save} save
 * @returns {SaveState}
 */
export function refuse(state, save) {
  if (!isInFlight(state, save)) return state;
  const { pending } = state;
  const isReplaced = save.sequence !== state.sequence || (save.body !== null && pending.length > 0 && pending[0] !== null);
  return {
    ...ignore(state, save),
    parents: state.parents.filter((parent) => parent !== save.sequence),
    pending: isReplaced ? pending : [save.body, ...pending],
  };
}

/**
 * A conflict is resolved with the current content, on the version that was shown.
 * @param {SaveState} state
 * @param {DocumentVersion | null} current
 * @returns {SaveState}
 */
export function resolve(state, current) {
  return { ...adopt(state, current, state.content), pending: [state.content] };
}

/** The next save goes under another `Session-Id`. @param {SaveState} state @param {string} session @returns {SaveState} */
export function changeSession(state, session) {
  return { ...state, session, sessionStart: state.sequence };
}

/**
 * Whether a newer save of this instance contains this one, so that its refusal, or the outcome `superseded`, does not matter.
 * @param {SaveState} state
 * @param {Save} save
 */
export function isContained({ acknowledgedSequence, inFlight }, { sequence }) {
  return acknowledgedSequence > sequence || inFlight.some((newer) => newer.sequence > sequence);
}

/** @param {SaveState} state @param {Save} save */
function isInFlight({ inFlight }, { sequence }) {
  return inFlight.some((save) => save.sequence === sequence);
}
