// @ts-check

const firstDelay = 500;
const maxDelay = 30_000;

/**
 * Whether the same request may be retried: the server is busy or unavailable.
 * @param {number} status
 */
export function isTransient(status) {
  return status === 408 || status === 429 || status === 502 || status === 503 || status === 504;
}

/**
 * Whether the network lost a request or its response. `fetch` and `token` throw a `TypeError` for it; an attempt that times out is
 * one too.
 * @param {unknown} error
 */
export function isNetworkFault(error) {
  return error instanceof TypeError;
}

/**
 * Milliseconds until the next attempt: exponential back-off with jitter, never less than the server asked for.
 * @param {number} attempt 0 for the first.
 * @param {string | null} retryAfter The `Retry-After` header: seconds or a date.
 */
export function delayBefore(attempt, retryAfter) {
  const limit = Math.min(maxDelay, firstDelay * 2 ** attempt);
  const delay = limit * (0.5 + Math.random() / 2);
  return retryAfter === null ? delay : delay + millisecondsOf(retryAfter);
}

/** @param {string} retryAfter */
function millisecondsOf(retryAfter) {
  const milliseconds = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - Date.now();
  return Math.max(0, milliseconds || 0);
}

/**
 * Waits until the next attempt is due, or the work is cancelled. A wait that the server did not ask for also ends when the browser comes
 * back online, and when `retryNow` is aborted.
 * @param {number} attempt 0 for the first.
 * @param {string | null} retryAfter The `Retry-After` header.
 * @param {AbortSignal} cancelled
 * @param {AbortSignal} [retryNow]
 * @returns {Promise<void>}
 */
export function pauseBefore(attempt, retryAfter, cancelled, retryNow) {
  return new Promise((resolve) => {
    const over = new AbortController();
    const done = () => {
      clearTimeout(timer);
      over.abort();
      resolve();
    };
    const timer = setTimeout(done, delayBefore(attempt, retryAfter));
    const until = { signal: over.signal };
    cancelled.addEventListener('abort', done, until);
    if (retryAfter === null) retryNow?.addEventListener('abort', done, until);
    if (retryAfter === null) globalThis.addEventListener?.('online', done, until);
    if (cancelled.aborted || (retryAfter === null && retryNow?.aborted)) done();
  });
}

/** Resolved once the signal is aborted. @param {AbortSignal} signal @returns {Promise<unknown>} */
export function aborted(signal) {
  return new Promise((resolve) => (signal.aborted ? resolve(null) : signal.addEventListener('abort', resolve)));
}
