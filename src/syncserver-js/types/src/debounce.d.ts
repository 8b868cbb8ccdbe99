/** Calls back once after a flurry of changes: when it is quiet, or when it has gone on for too long. */
export declare class Debounce {
    #private;
    /**
     * @param {(slept: boolean) => void} callback
     * @param {number} quiet Milliseconds without a change.
     * @param {number} limit Milliseconds since the first change.
     */
    constructor(callback: (slept: boolean) => void, quiet: number, limit: number);
    /** Something changed. */
    poke(): void;
    /** Forgets the changes. */
    cancel(): void;
}
