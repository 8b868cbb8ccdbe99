/**
 * A lock held on a document or a part of it (protocol 7); renewed until it is released.
 */
export declare class Lock {
    #private;
    /** @type {string} */
    lockId: string;
    /** @type {string} */
    scope: string;
    /** RFC 3339, UTC. @type {string} */
    expiresAt: string;
    /** Called when the lock is lost: run out, or taken over. @type {(() => void) | null} */
    onLost: (() => void) | null;
    /**
     * @param {Record<string, any>} lock As the server gave it.
     * @param {number} ttl Seconds.
     * @param {(method: string, path: string, body: object | null) => Promise<Response>} ask
     */
    constructor(lock: Record<string, any>, ttl: number, ask: (method: string, path: string, body: object | null) => Promise<Response>);
    /** Gives the lock back. What fails is settled by its time. */
    release(): Promise<void>;
}
/**
 * Takes a lock.
 * @param {{ scope: string, ttlSeconds: number, takeover?: boolean }} wanted
 * @param {(method: string, path: string, body: object | null) => Promise<Response>} ask
 * @returns {Promise<Lock>}
 * @throws {ProblemError} with the type `locked`, and the holder in its problem, while another session holds it.
 */
export declare function takeLock(wanted: {
    scope: string;
    ttlSeconds: number;
    takeover?: boolean;
}, ask: (method: string, path: string, body: object | null) => Promise<Response>): Promise<Lock>;
