export type Reading = {
    /**
     * The HTTP status; 304 where nothing is newer than what is known.
     */
    status: number;
    version: number;
    etag: string | null;
    /**
     * null where there is none.
     */
    body: import('./content.js').Body | null;
    retryAfter: string | null;
};
export type Token = (why?: {
    refused: string;
}) => Promise<string>;
export type Parts = {
    /**
     * Default: the document.
     */
    url?: string | URL;
    headers?: HeadersInit;
    body?: import('./content.js').Body | null;
    /**
     * Ends it.
     */
    signal?: AbortSignal;
    /**
     * Whether it shall outlive its page.
     */
    keepalive?: boolean;
};
/** The requests that are made about one document. */
export declare class Transport {
    #private;
    /** The document's address. */
    url: URL;
    /**
     * @param {URL} url The document's address.
     * @param {Token | undefined} token
     */
    constructor(url: URL, token: Token | undefined);
    /** An address that belongs to the document. @param {string} path */
    below(path: string): URL;
    /**
     * Makes a request; once again with another token where the first one was not taken.
     * @param {string} method
     * @param {Parts} [parts]
     * @returns {Promise<Response>}
     */
    request(method: string, { url, headers, body, signal, keepalive }?: Parts): Promise<Response>;
    /**
     * Reads the newest version; without a body where there is no document.
     * @returns {Promise<Reading>}
     * @throws {ProblemError} when the server refuses to show it.
     */
    read(): Promise<Reading>;
    /**
     * Reads what is newer than what is known: one attempt.
     * @param {string | null} etag What is known.
     * @param {number} version The answer is never older.
     * @param {AbortSignal} signal Ends it.
     * @returns {Promise<Reading>}
     */
    refresh(etag: string | null, version: number, signal: AbortSignal): Promise<Reading>;
    /**
     * Reads a content at an address that the server gave: one attempt.
     * @param {URL} url
     * @param {AbortSignal} signal Ends it.
     */
    readContent(url: URL, signal: AbortSignal): Promise<{
        status: number;
        content: unknown;
        problem: import("./problem.js").Problem | null;
        retryAfter: string | null;
    }>;
    /**
     * Makes one attempt at a save (protocol 2).
     * @param {import('./save-state.js').Save} save
     * @param {AbortSignal} signal Ends it.
     * @param {boolean} keepalive Whether it shall outlive its page, if there is room for it.
     * @returns {Promise<import('./answer.js').Answer>}
     */
    put({ headers, body }: import('./save-state.js').Save, signal: AbortSignal, keepalive: boolean): Promise<import('./answer.js').Answer>;
}
