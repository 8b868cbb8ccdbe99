/** Calls back once for a series of changes: after a pause in it, or after a maximal time. */
export declare class Debouncer {
    #private;
    /**
     * @param {(slept: boolean) => void} callback
     * @param {number} pause Milliseconds without a change.
     * @param {number} maxWait Milliseconds since the first change.
     */
    constructor(callback: (slept: boolean) => void, pause: number, maxWait: number);
    /** There is a change. */
    trigger(): void;
    cancel(): void;
}
