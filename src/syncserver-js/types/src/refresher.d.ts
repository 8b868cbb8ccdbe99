import { UnreadableContentError } from './content.js';
export type ReadResponse = import('./transport.js').ReadResponse;
export type Callbacks = {
    /**
     * Makes one attempt; 0 is the first.
     */
    read: (signal: AbortSignal, attempt: number) => Promise<ReadResponse>;
    /**
     * Differs after each change, save or adopted version.
     */
    changes: () => number;
    /**
     * What was read, and whether nothing changed meanwhile.
     */
    apply: (response: ReadResponse, unchanged: boolean) => void;
    /**
     * The content cannot be shown. It is not read again.
     */
    unreadable: (error: UnreadableContentError) => void;
    /**
     * Nothing more is to be read.
     */
    done: () => void;
};
/** @typedef {import('./transport.js').ReadResponse} ReadResponse */
/**
 * @typedef {object} Callbacks
 * @property {(signal: AbortSignal, attempt: number) => Promise<ReadResponse>} read Makes one attempt; 0 is the first.
 * @property {() => number} changes Differs after each change, save or adopted version.
 * @property {(response: ReadResponse, unchanged: boolean) => void} apply What was read, and whether nothing changed meanwhile.
 * @property {(error: UnreadableContentError) => void} unreadable The content cannot be shown. It is not read again.
 * @property {() => void} done Nothing more is to be read.
 */
/** Reads the newest version: one request at a time, retried until there is a response. */
export declare class Refresher {
    #private;
    /** @param {Callbacks} callbacks */
    constructor(callbacks: Callbacks);
    get running(): boolean;
    /** Reads now. If a request is in flight, which may miss what is new, another one follows it. */
    run(): void;
    stop(): void;
}
