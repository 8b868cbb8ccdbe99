export type Save = import('./save-state.js').Save;
export type SaveResponse = import('./save-response.js').SaveResponse;
export type Callbacks = {
    /**
     * Makes durable what is about to be sent.
     */
    writeDraft: () => Promise<void> | undefined;
    /**
     * Makes one attempt at a save.
     */
    send: (save: Save, signal: AbortSignal, keepalive: boolean) => Promise<SaveResponse>;
    /**
     * The save has its final response.
     */
    responded: (save: Save, response: SaveResponse) => void;
    /**
     * An attempt failed; it is retried, or waits for `retryBlocked`.
     */
    changed: () => void;
};
export type InFlightSave = {
    save: Save;
    /**
     * Aborts the attempt, or the wait for the next one.
     */
    attempt: AbortController;
    /**
     * Whether there was an attempt without a final response.
     */
    retried: boolean;
    /**
     * Whether the last attempt was lost, or found the server busy.
     */
    failed: boolean;
    /**
     * Why it waits for `retryBlocked`: the response was not final.
     */
    blockedBy: Error | null;
};
/** @typedef {import('./save-state.js').Save} Save @typedef {import('./save-response.js').SaveResponse} SaveResponse */
/**
 * @typedef {object} Callbacks
 * @property {() => Promise<void> | undefined} writeDraft Makes durable what is about to be sent.
 * @property {(save: Save, signal: AbortSignal, keepalive: boolean) => Promise<SaveResponse>} send Makes one attempt at a save.
 * @property {(save: Save, response: SaveResponse) => void} responded The save has its final response.
 * @property {() => void} changed An attempt failed; it is retried, or waits for `retryBlocked`.
 */
/**
 * A save without a final response.
 * @typedef {object} InFlightSave
 * @property {Save} save
 * @property {AbortController} attempt Aborts the attempt, or the wait for the next one.
 * @property {boolean} retried Whether there was an attempt without a final response.
 * @property {boolean} failed Whether the last attempt was lost, or found the server busy.
 * @property {Error | null} blockedBy Why it waits for `retryBlocked`: the response was not final.
 */
/** Sends saves, several at once, and retries each verbatim until it has a final response. */
export declare class SaveQueue {
    #private;
    /** Whether the page may be closed at any moment: requests are sent with `keepalive`, and do not wait for the draft. */
    suspended: boolean;
    /**
     * @param {number} limit How many saves may be in flight.
     * @param {Callbacks} callbacks
     */
    constructor(limit: number, callbacks: Callbacks);
    /** Whether a save waits for its next attempt. */
    get retrying(): boolean;
    /** Why all saves in flight wait for `retryBlocked`; null where one of them does not. */
    get blockedBy(): Error | null;
    /** Whether another save may be sent. Behind a save that has to be retried, more would only pile up. */
    get hasRoom(): boolean;
    /** Starts the next attempt at every save now: after a sleep, requests over the old network may never fail. */
    retryNow(): void;
    /** Retries the saves whose response was not final. */
    retryBlocked(): void;
    /** Sends the newest save once more, with `keepalive`: the requests in flight end with the page. */
    sendBeforeUnload(): void;
    /** Cancels all saves. The server may still accept what it has received. */
    cancel(): void;
    /** Sends a save until it has a final response. @param {Save} save */
    send(save: Save): Promise<void>;
}
