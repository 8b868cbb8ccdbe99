import { UnreadableContentError } from './content.js';
export type ResponseKind = 'accepted' | 'superseded' | 'conflict' | 'outOfOrder' | 'sequenceUnknown' | 'refused' | 'notFinal' | 'transient';
export type SaveResponse = {
    kind: ResponseKind;
    /**
     * The version that it names; null where it names none.
     */
    version: import('./save-state.js').DocumentVersion | null;
    /**
     * The content in the response; null where there is none, or none that can be shown.
     */
    content: import('./content.js').Body | null;
    /**
     * Why the content in the response cannot be shown.
     */
    unreadable: UnreadableContentError | null;
    /**
     * Why the save was refused; null when it was accepted.
     */
    error: import('./problem.js').ProblemError | null;
};
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
export declare function readSaveResponse(response: Response, deletes: boolean, contentType: string): Promise<SaveResponse>;
/**
 * The version that a response names; null where it names none. Proxies rewrite or strip `ETag`, but not `Sync-ETag` (docs/protocol.md, section 3).
 * @param {Response} response
 * @returns {import('./save-state.js').DocumentVersion | null}
 * @throws {TypeError} when something other than the server responded: the request is retried as a lost one is.
 */
export declare function versionOf({ ok, headers }: Response): import('./save-state.js').DocumentVersion | null;
