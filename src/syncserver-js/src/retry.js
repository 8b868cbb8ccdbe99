// @ts-check

const firstDelay = 500;
const longestDelay = 30_000;

/**
 * Whether the same request may be sent again: the server is busy or away. A refusal never is (protocol 4).
 * @param {number} status
 */
export function isTransient(status) {
  return status === 408 || status === 429 || status === 502 || status === 503 || status === 504;
}

/**
 * Whether a request failed on its way. What `fetch` and `token` throw for a lost network is a `TypeError`.
 * @param {unknown} error
 */
export function isNetworkFault(error) {
  return error instanceof TypeError || (error instanceof DOMException && error.name === 'TimeoutError');
}

/**
 * Milliseconds until the next attempt: doubling, with jitter so that clients which failed together do not come back
 * together; never less than the server asked for.
 * @param {number} attempt 0 for the first.
 * @param {string | null} retryAfter The `Retry-After` header: seconds or a date.
 */
export function delayBefore(attempt, retryAfter) {
  const longest = Math.min(longestDelay, firstDelay * 2 ** attempt);
  const delay = longest * (0.5 + Math.random() / 2);
  return retryAfter === null ? delay : delay + millisecondsOf(retryAfter);
}

/** @param {string} retryAfter */
function millisecondsOf(retryAfter) {
  const milliseconds = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - Date.now();
  return Math.max(0, milliseconds || 0);
}

/**
 * Waits; not to the end where the signal is aborted or the browser comes back online.
 * @param {number} milliseconds
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
export function pause(milliseconds, signal) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      globalThis.removeEventListener?.('online', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done);
    globalThis.addEventListener?.('online', done);
    if (signal.aborted) done();
  });
}
