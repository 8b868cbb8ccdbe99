export type Save = import('./save-state.js').Save;
export type Answer = import('./answer.js').Answer;
export type Ends = {
    /**
     * Puts what is about to be sent where a crash does not reach it.
     */
    keep: () => Promise<void> | undefined;
    /**
     * Makes one attempt at a save.
     */
    put: (save: Save, signal: AbortSignal, keepalive: boolean) => Promise<Answer>;
    /**
     * The server accepted or refused it for good.
     */
    answered: (save: Save, answer: Answer) => void;
    /**
     * An attempt failed; another one follows, or waits for `retry`.
     */
    changed: () => void;
};
/** The saves that are on their way: several at once, each repeated verbatim until it has a final answer. */
export declare class SaveQueue {
    #private;
    /** Whether the page may end at any moment: what is sent outlives it, and waits for nothing. */
    leaving: boolean;
    /**
     * @param {number} limit How many saves may be in flight.
     * @param {Ends} ends
     */
    constructor(limit: number, ends: Ends);
    /** Whether a save did not come through at once. */
    get retrying(): boolean;
    /** Why the saves wait for `retry`; null where one does not. */
    get stalled(): Error | null;
    /** Whether another save may be sent. Behind one that does not come through, more would only pile up. */
    get ready(): boolean;
    /** Sends everything in flight again now: a network that was left long ago does not tell that it is gone. */
    hasten(): void;
    /** Sends again what got no final answer. */
    retry(): void;
    /** Sends the newest save once more so that it outlives the page: the others end with it. */
    outlive(): void;
    /** Forgets the saves in flight. The server may still accept what it already has. */
    abandon(): void;
    /** Sends a save, and again until it has a final answer. @param {Save} save */
    deliver(save: Save): Promise<void>;
}
