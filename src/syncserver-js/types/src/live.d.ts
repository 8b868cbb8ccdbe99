export type PresenceEvent = import('./presence.js').Present & {
    state: import('./presence.js').PresenceState | 'gone';
};
export type LockEvent = {
    type: 'locked' | 'unlocked';
} & Record<string, any>;
export type Ends = {
    /**
     * There is a newer version, or may be one.
     */
    look: (version?: number) => void;
    lock: (event: LockEvent) => void;
    presence: (event: PresenceEvent) => void;
};
/** Somebody at a document (protocol 10); oneself too. @typedef {import('./presence.js').Present & { state: import('./presence.js').PresenceState | 'gone' }} PresenceEvent */
/** A lock taken or gone (protocol 7). @typedef {{ type: 'locked' | 'unlocked' } & Record<string, any>} LockEvent */
/**
 * @typedef {object} Ends
 * @property {(version?: number) => void} look There is a newer version, or may be one.
 * @property {(event: LockEvent) => void} lock
 * @property {(event: PresenceEvent) => void} presence
 */
/** What others do with one document (protocol 9). */
export declare class Live {
    #private;
    /**
     * @param {import('./transport.js').Transport} transport
     * @param {Ends} ends
     */
    constructor(transport: import('./transport.js').Transport, ends: Ends);
    start(): void;
    /** Stops until it is started again, then goes on after the last event. */
    stop(): void;
}
