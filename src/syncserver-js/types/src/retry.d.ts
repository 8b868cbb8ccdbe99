/**
 * Whether the same request may be retried: the server is busy or unavailable, or the network lost the request or its response. `fetch` and `token` throw a
 * `TypeError` for that; an attempt that times out is one too.
 * @param {any} result A response, or what was thrown.
 */
export declare function isTransient(result: any): boolean;
/**
 * Milliseconds until the next attempt: exponential back-off with jitter, never less than the server asked for.
 * @param {number} attempt 0 for the first.
 * @param {string | null} [retryAfter] The `Retry-After` header: seconds or a date.
 */
export declare function delayBefore(attempt: number, retryAfter?: string | null): number;
/**
 * Waits until the next attempt is due, or the work is cancelled. A wait that the server did not ask for also ends when the browser comes
 * back online, and when `retryNow` is aborted.
 * @param {number} attempt 0 for the first.
 * @param {string | null | undefined} retryAfter The `Retry-After` header.
 * @param {AbortSignal} cancelled
 * @param {AbortSignal} [retryNow]
 * @returns {Promise<void>}
 */
export declare function pauseBefore(attempt: number, retryAfter: string | null | undefined, cancelled: AbortSignal, retryNow?: AbortSignal): Promise<void>;
/** Resolved once the signal is aborted. @param {AbortSignal} signal @returns {Promise<unknown>} */
export declare function aborted(signal: AbortSignal): Promise<unknown>;
/**
 * The result of an attempt, or what it threw.
 * @template Result
 * @param {Promise<Result>} attempt
 * @returns {Promise<{ result?: Result, error?: any }>}
 */
export declare function settled<Result>(attempt: Promise<Result>): Promise<{
    result?: Result;
    error?: any;
}>;
