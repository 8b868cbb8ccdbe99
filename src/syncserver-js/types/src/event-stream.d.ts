export type Callbacks = {
    /**
     * Requests the stream, after the event with this id.
     */
    open: (lastEventId: string | null, signal: AbortSignal) => Promise<Response>;
    /**
     * Whether the stream continues after the last event. Else events may have been missed.
     */
    connected: (resumed: boolean) => void;
    event: (type: string, data: any) => void;
};
/**
 * @typedef {object} Callbacks
 * @property {(lastEventId: string | null, signal: AbortSignal) => Promise<Response>} open Requests the stream, after the event with this id.
 * @property {(resumed: boolean) => void} connected Whether the stream continues after the last event. Else events may have been missed.
 * @property {(type: string, data: any) => void} event
 */
/** An event stream that reconnects after every fault, and resumes after the last event. */
export declare class EventStream {
    #private;
    /** The last event, after which the stream is resumed. @type {string | null} */
    lastEventId: string | null;
    /** @param {Callbacks} callbacks */
    constructor(callbacks: Callbacks);
    start(): void;
    stop(): void;
}
