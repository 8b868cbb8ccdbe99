export type ReadResponse = {
    /**
     * The HTTP status; 304 where there is nothing newer.
     */
    status: number;
    /**
     * The version that it names; null where it names none.
     */
    version: import('./save-state.js').DocumentVersion | null;
    /**
     * null where there is none.
     */
    body: import('./content.js').Body | null;
};
export type Token = ((reason?: {
    refused: string;
}) => Promise<string>) & {
    subject?: () => Promise<string>;
};
export type RequestOptions = {
    /**
     * Default: the document.
     */
    url?: string | URL;
    headers?: HeadersInit;
    body?: import('./content.js').Body | null;
    /**
     * Cancels the request.
     */
    signal?: AbortSignal;
    /**
     * Whether the request may outlive its page.
     */
    keepalive?: boolean;
};
/** The requests for one document. */
export declare class Transport {
    #private;
    /** The document's address. */
    url: URL;
    /**
     * @param {URL} url The document's address.
     * @param {Token | undefined} token
     * @param {string} [contentType] The document's content type.
     */
    constructor(url: URL, token: Token | undefined, contentType?: string);
    /** The address of a resource of the document. @param {string} path */
    below(path: string): URL;
    /**
     * Makes a request; once again with another token where the server refused the first one.
     * @param {string} method
     * @param {RequestOptions} [options]
     * @returns {Promise<Response>}
     */
    request(method: string, { url, headers, body, signal, keepalive }?: RequestOptions): Promise<Response>;
    /**
     * Reads the newest version: one attempt. There is no body where the document does not exist, or where there is nothing newer.
     * @param {AbortSignal | null} [cancelled]
     * @param {number} [timeout] Milliseconds.
     * @param {string | null} [etag] The version that the client holds.
     * @param {number} [minVersion] The response is never older.
     * @returns {Promise<ReadResponse>}
     * @throws {import('./problem.js').ProblemError} when the server refuses to show the document.
     * @throws {import('./content.js').UnreadableContentError}
     */
    read(cancelled?: AbortSignal | null, timeout?: number, etag?: string | null, minVersion?: number): Promise<ReadResponse>;
    /**
     * Reads the content at an address that the server gave: one attempt.
     * @param {URL} url
     * @param {AbortSignal} cancelled
     * @throws {import('./problem.js').ProblemError} when the server refuses it.
     * @throws {import('./content.js').UnreadableContentError}
     */
    readContent(url: URL, cancelled: AbortSignal): Promise<import("./content.js").Body>;
    /**
     * Reads JSON about the document.
     * @param {URL} url
     * @returns {Promise<any>}
     * @throws {import('./problem.js').ProblemError} when the server refuses it.
     */
    readJson(url: URL): Promise<any>;
    /**
     * Makes one attempt at a save (docs/protocol.md, section 2).
     * @param {import('./save-state.js').Save} save
     * @param {AbortSignal} cancelled
     * @param {boolean} keepalive Whether the request may outlive its page, if there is room for it.
     * @returns {Promise<import('./save-response.js').SaveResponse>}
     */
    put({ headers, body }: import('./save-state.js').Save, cancelled: AbortSignal, keepalive: boolean): Promise<import('./save-response.js').SaveResponse>;
}
/**
 * Work that ends in time, also where it waits for something that cannot be cancelled, such as a token.
 * @template Result
 * @param {AbortSignal | null | undefined} cancelled
 * @param {(signal: AbortSignal) => Promise<Result>} work
 * @param {number} [timeout] Milliseconds.
 * @returns {Promise<Result>}
 * @throws {TypeError} when the work takes longer.
 */
export declare function withTimeout<Result>(cancelled: AbortSignal | null | undefined, work: (signal: AbortSignal) => Promise<Result>, timeout?: number): Promise<Result>;
