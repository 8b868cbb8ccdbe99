/**
 * Whether the same request may be retried: the server is busy or unavailable.
 * @param {number} status
 */
export declare function isTransient(status: number): status is 408 | 429 | 502 | 503 | 504;
/**
 * Whether the network lost a request or its response. `fetch` and `token` throw a `TypeError` for it; an attempt that times out is
 * one too.
 * @param {unknown} error
 */
export declare function isNetworkFault(error: unknown): error is TypeError;
/**
 * Milliseconds until the next attempt: exponential back-off with jitter, never less than the server asked for.
 * @param {number} attempt 0 for the first.
 * @param {string | null} retryAfter The `Retry-After` header: seconds or a date.
 */
export declare function delayBefore(attempt: number, retryAfter: string | null): number;
/**
 * Waits until the next attempt is due, or the work is cancelled. A wait that the server did not ask for also ends when the browser comes
 * back online, and when `retryNow` is aborted.
 * @param {number} attempt 0 for the first.
 * @param {string | null} retryAfter The `Retry-After` header.
 * @param {AbortSignal} cancelled
 * @param {AbortSignal} [retryNow]
 * @returns {Promise<void>}
 */
export declare function pauseBefore(attempt: number, retryAfter: string | null, cancelled: AbortSignal, retryNow?: AbortSignal): Promise<void>;
/** Resolved once the signal is aborted. @param {AbortSignal} signal @returns {Promise<unknown>} */
export declare function aborted(signal: AbortSignal): Promise<unknown>;
