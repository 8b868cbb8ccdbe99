/**
 * Whether the same request may be sent again: the server is busy or away. A refusal never is (protocol 4).
 * @param {number} status
 */
export declare function isTransient(status: number): status is 408 | 429 | 502 | 503 | 504;
/**
 * Whether this refusal of a save is not final: the server did not look, or did not say, whether an earlier copy of it was accepted. It stays in
 * flight.
 * @param {number} status
 */
export declare function isInconclusive(status: number): boolean;
/**
 * Whether a request failed on its way. What `fetch` and `token` throw for a lost network is a `TypeError`; so is the end of an attempt
 * without an answer.
 * @param {unknown} error
 */
export declare function isNetworkFault(error: unknown): error is TypeError;
/**
 * Milliseconds until the next attempt: doubling, with jitter so that clients which failed together do not come back
 * together; never less than the server asked for.
 * @param {number} attempt 0 for the first.
 * @param {string | null} retryAfter The `Retry-After` header: seconds or a date.
 */
export declare function delayBefore(attempt: number, retryAfter: string | null): number;
/**
 * Waits until the next attempt is due; not to the end where the work is ended. A wait that the server did not ask for also ends
 * when the browser comes back online, or is hastened.
 * @param {number} attempt 0 for the first.
 * @param {string | null} retryAfter The `Retry-After` header.
 * @param {AbortSignal} ended
 * @param {AbortSignal} [hastened]
 * @returns {Promise<void>}
 */
export declare function pauseBefore(attempt: number, retryAfter: string | null, ended: AbortSignal, hastened?: AbortSignal): Promise<void>;
