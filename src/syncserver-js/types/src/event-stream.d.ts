export type Ends = {
    /**
     * Asks for the stream, after the event with this id.
     */
    open: (since: string | null, signal: AbortSignal) => Promise<Response>;
    /**
     * It stands, and whether something may have happened that it does not tell.
     */
    connected: (gap: boolean) => void;
    event: (type: string, data: any) => void;
};
/**
 * @typedef {object} Ends
 * @property {(since: string | null, signal: AbortSignal) => Promise<Response>} open Asks for the stream, after the event with this id.
 * @property {(gap: boolean) => void} connected It stands, and whether something may have happened that it does not tell.
 * @property {(type: string, data: any) => void} event
 */
/** What happens on the server, as it happens: connected again after every fault, going on where it broke. */
export declare class EventStream {
    #private;
    /** @param {Ends} ends */
    constructor(ends: Ends);
    start(): void;
    stop(): void;
}
