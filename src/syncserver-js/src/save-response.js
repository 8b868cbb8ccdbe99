// @ts-check
import { bodyOf, UnreadableContentError } from './content.js';
import { refusalOf } from './problem.js';
import { isTransient, settled } from './retry.js';

/**
 * What the client does with the response to a save; the .NET client has the same kinds (docs/clients.md, "Responses to a save").
 * @typedef {'accepted' | 'superseded' | 'conflict' | 'outOfOrder' | 'sequenceUnknown' | 'refused' | 'notFinal' | 'transient'} ResponseKind
 */

/**
 * The response to a save (docs/protocol.md, sections 3 and 5), with its whole body.
 * @typedef {object} SaveResponse
 * @property {ResponseKind} kind
 * @property {import('./save-state.js').DocumentVersion | null} version The version that it names; null where it names none.
 * @property {import('./content.js').Body | null} content The content in the response; null where there is none, or none that can be shown.
 * @property {UnreadableContentError | null} unreadable Why the content in the response cannot be shown.
 * @property {import('./problem.js').ProblemError | null} error Why the save was refused; null when it was accepted.
 */

/**
 * @param {Response} response
 * @param {boolean} deletes Whether the save is a delete.
 * @param {string} contentType The document's content type.
 * @returns {Promise<SaveResponse>}
 * @throws {TypeError} when a proxy or a sign-in page responded, not the server.
 */
export async function readSaveResponse(response, deletes, contentType) {
  const version = versionOf(response);
  const error = response.ok ? null : await refusalOf(response);
  const hasContent = response.ok && response.headers.has('Content-Type');
  const { result: content = null, error: unreadable = null } = hasContent ? await settled(bodyOf(response, contentType)) : {};
  if (unreadable && !(unreadable instanceof UnreadableContentError)) throw unreadable;
  return { kind: kindOf(response, error, deletes), version, content, unreadable, error };
}

/**
 * The version that a response names; null where it names none. Proxies rewrite or strip `ETag`, but not `Sync-ETag` (docs/protocol.md, section 3).
 * @param {Response} response
 * @returns {import('./save-state.js').DocumentVersion | null}
 * @throws {TypeError} when something other than the server responded: the request is retried as a lost one is.
 */
export function versionOf({ ok, headers }) {
  const etag = headers.get('Sync-ETag');
  if (ok && etag === null) throw new TypeError('The response is not from the server.');
  return etag === null ? null : { number: Number(headers.get('Version')), etag };
}

/**
 * @param {Response} response
 * @param {import('./problem.js').ProblemError | null} error
 * @param {boolean} deletes
 * @returns {ResponseKind}
 */
function kindOf({ headers }, error, deletes) {
  if (error === null) return headers.get('Save-Outcome') === 'superseded' ? 'superseded' : 'accepted';
  const { status, type } = error;
  // A document that does not exist is deleted.
  if (status === 404 && deletes) return 'accepted';
  if (isTransient(error)) return 'transient';
  if (/^(edit-conflict|already-exists)$/.test(type)) return 'conflict';
  if (/^sequence-(out-of-order|gap)$/.test(type)) return 'outOfOrder';
  if (/^sequence-(too-old|reused)$/.test(type)) return 'sequenceUnknown';
  // The server did not look whether it had accepted an earlier copy of the save, or failed meanwhile.
  return [401, 403, 404].includes(status) || status >= 500 ? 'notFinal' : 'refused';
}
