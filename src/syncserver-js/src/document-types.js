// @ts-check

/** A user, as the server names them. @typedef {{ id: string, name: string }} Person */

/**
 * A version of the server differs from the user's content: another session saved, the server merged, or a conflict was resolved with another content.
 * @template [Content=unknown]
 * @typedef {object} RemoteChange
 * @property {Content | null} content The new content; null if the document was deleted, or if `applied` is false.
 * @property {number} version The version's number.
 * @property {boolean} applied True if it is the document's content now, so that the editor has to show it. False if a change of the user is unsaved: the
 *   next save merges with this version or meets a conflict.
 * @property {Person | null} savedBy Who saved it; null if that is not known.
 */

/**
 * One version in the history (docs/protocol.md, section 6).
 * @typedef {object} Revision
 * @property {number} version
 * @property {string} etag
 * @property {string} savedAt RFC 3339, UTC.
 * @property {Person} savedBy
 * @property {string | null} session The session's tag.
 * @property {number | null} sequence
 * @property {number | null} base
 * @property {string} outcome
 * @property {number} size Bytes.
 * @property {boolean} deleted
 */

/**
 * What an editor binding or a part of a page hears, beside the handlers of the document.
 * @template [Content=unknown]
 * @typedef {object} Listener
 * @property {((status: import('./status.js').Status) => void) | null} [onStatusChange]
 * @property {((conflict: import('./conflict.js').Conflict) => void) | null} [onConflict]
 * @property {((change: RemoteChange<Content>) => void) | null} [onRemoteChange]
 */

export {};
