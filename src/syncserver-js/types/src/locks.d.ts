export type Request = (method: string, path: string, body: object | null) => Promise<Response>;
/** Makes a request of the session about the document. @typedef {(method: string, path: string, body: object | null) => Promise<Response>} Request */
/** A lock that this session holds on a document or a part of it (docs/protocol.md, section 7). It is renewed until it is released. */
export declare class Lock {
    #private;
    /** The lock's id. @type {string} */
    id: string;
    /** The JSON pointer of what it covers; empty is the whole document. @type {string} */
    scope: string;
    /** RFC 3339, UTC. @type {string} */
    expiresAt: string;
    /** Called when the lock is lost: expired, or taken over. @type {(() => void) | null} */
    onLost: (() => void) | null;
    /**
     * @param {Record<string, any>} lock The lock in the response.
     * @param {number} ttl Seconds.
     * @param {Request} request
     */
    constructor(lock: Record<string, any>, ttl: number, request: Request);
    /** Releases the lock. If the server cannot be reached, the lock expires. */
    release(): Promise<void>;
}
/** The locks of one session on a document. */
export declare class Locks {
    #private;
    /** @param {Request} request */
    constructor(request: Request);
    /**
     * Acquires a lock.
     * @param {string} scope
     * @param {{ ttl?: number, takeover?: boolean }} options
     * @throws {import('./problem.js').ProblemError} with the type `locked`, and the holder in its problem, while another session holds it.
     */
    acquire(scope: string, { ttl, takeover }: {
        ttl?: number;
        takeover?: boolean;
    }): Promise<Lock>;
    /** Releases all locks, and those that are acquired later. */
    release(): void;
}
