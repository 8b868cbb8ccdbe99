export type Reading = import('./transport.js').Reading;
export type Ends = {
    /**
     * Makes one attempt; 0 is the first.
     */
    read: (signal: AbortSignal, attempt: number) => Promise<Reading>;
    /**
     * Changes whenever something is typed, sent or adopted.
     */
    mark: () => number;
    /**
     * What was read, and whether nothing changed meanwhile.
     */
    apply: (reading: Reading, untouched: boolean) => void;
    /**
     * Nothing more is to be read.
     */
    done: () => void;
};
/** @typedef {import('./transport.js').Reading} Reading */
/**
 * @typedef {object} Ends
 * @property {(signal: AbortSignal, attempt: number) => Promise<Reading>} read Makes one attempt; 0 is the first.
 * @property {() => number} mark Changes whenever something is typed, sent or adopted.
 * @property {(reading: Reading, untouched: boolean) => void} apply What was read, and whether nothing changed meanwhile.
 * @property {() => void} done Nothing more is to be read.
 */
/** Reads what is new on the server: once at a time, and again until an answer comes. */
export declare class Refresh {
    #private;
    /** @param {Ends} ends */
    constructor(ends: Ends);
    /** Whether it is under way. */
    get running(): boolean;
    /** Reads now; if a reading is under way, which may have missed what there is now, once more after it. */
    run(): void;
    stop(): void;
}
