export type Person = import('./document.js').Person;
export type LockChange = {
    lockId: string;
    /**
     * The JSON pointer of what it covers; empty is the whole document.
     */
    scope: string;
    /**
     * True if the lock was taken; false if it was released or has expired.
     */
    locked: boolean;
    /**
     * Who holds or held it.
     */
    holder: Person | null;
    /**
     * Who took it over from its holder; null if it was taken, released or has expired.
     */
    takenBy: Person | null;
};
export type Callbacks = {
    versionSaved: (version: number, savedBy: Person | null) => void;
    /**
     * The newest version has to be read.
     */
    eventsMissed: () => void;
    lockChanged: (change: LockChange) => void;
    presenceChanged: (present: import('./presence.js').Present) => void;
};
/** @typedef {import('./document.js').Person} Person */
/**
 * A lock was taken, released, taken over or has expired (docs/protocol.md, section 7).
 * @typedef {object} LockChange
 * @property {string} lockId
 * @property {string} scope The JSON pointer of what it covers; empty is the whole document.
 * @property {boolean} locked True if the lock was taken; false if it was released or has expired.
 * @property {Person | null} holder Who holds or held it.
 * @property {Person | null} takenBy Who took it over from its holder; null if it was taken, released or has expired.
 */
/**
 * @typedef {object} Callbacks
 * @property {(version: number, savedBy: Person | null) => void} versionSaved
 * @property {() => void} eventsMissed The newest version has to be read.
 * @property {(change: LockChange) => void} lockChanged
 * @property {(present: import('./presence.js').Present) => void} presenceChanged
 */
/** The events of one document (docs/protocol.md, section 9). */
export declare class Live {
    #private;
    /**
     * @param {import('./transport.js').Transport} transport
     * @param {Callbacks} callbacks
     */
    constructor(transport: import('./transport.js').Transport, callbacks: Callbacks);
    start(): void;
    /** Stops until it is started again, which resumes after the last event. */
    stop(): void;
}
