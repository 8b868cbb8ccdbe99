export type ServerEvent = {
    type: string;
    data: string | null;
    id: string | null;
};
/**
 * One server-sent event, or a new id alone: the server also says how far it has come where there is nothing to tell.
 * @typedef {{ type: string, data: string | null, id: string | null }} ServerEvent
 */
/**
 * Reads server-sent events as the HTML standard says; with `fetch`, because `EventSource` sends no `Authorization`.
 * @param {ReadableStream<Uint8Array>} body
 * @param {() => void} alive Called for all that arrives, comments too.
 * @returns {AsyncGenerator<ServerEvent, void>}
 */
export declare function readEvents(body: ReadableStream<Uint8Array>, alive: () => void): AsyncGenerator<ServerEvent, void>;
