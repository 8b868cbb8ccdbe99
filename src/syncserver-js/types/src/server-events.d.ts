export type ServerEvent = {
    type: string;
    data: string | null;
    id: string | null;
};
/**
 * One server-sent event. Without data it is an id only: the server also sends its position where there is no event.
 * @typedef {{ type: string, data: string | null, id: string | null }} ServerEvent
 */
/**
 * Reads server-sent events as in the HTML standard. `EventSource` cannot be used: it sends no `Authorization`.
 * @param {ReadableStream<Uint8Array<ArrayBuffer>>} body
 * @param {() => void} received Called when anything arrives, comments included.
 * @returns {AsyncGenerator<ServerEvent, void>}
 */
export declare function readEvents(body: ReadableStream<Uint8Array<ArrayBuffer>>, received: () => void): AsyncGenerator<ServerEvent, void>;
