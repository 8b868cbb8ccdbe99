// @ts-check

const firstDelay = 500;
const maxDelay = 30_000;

/**
 * Whether the same request may be retried: the server is busy or unavailable, or the network lost the request or its response. `fetch` and `token` throw a
 * `TypeError` for that; an attempt that times out is one too.
 * @param {any} result A response, or what was thrown.
 */
export function isTransient(result) {
  return result instanceof TypeError || [408, 429, 502, 503, 504].includes(result?.status);
}

/**
 * Milliseconds until the next attempt: exponential back-off with jitter, never less than the server asked for.
 * @param {number} attempt 0 for the first.
 * @param {string | null} [retryAfter] The `Retry-After` header: seconds or a date.
 */
export function delayBefore(attempt, retryAfter) {
  const limit = Math.min(maxDelay, firstDelay * 2 ** attempt);
  const asked = retryAfter ? Number(retryAfter) * 1000 || Date.parse(retryAfter) - Date.now() : 0;
  return limit * (0.5 + Math.random() / 2) + Math.max(0, asked || 0);
}

/**
 * Waits until the next attempt is due, or the work is cancelled. A wait that the server did not ask for also ends when the browser comes
 * back online, and when `retryNow` is aborted.
 * @param {number} attempt 0 for the first.
 * @param {string | null | undefined} retryAfter The `Retry-After` header.
 * @param {AbortSignal} cancelled
 * @param {AbortSignal} [retryNow]
 * @returns {Promise<void>}
 */
export function pauseBefore(attempt, retryAfter, cancelled, retryNow = cancelled) {
  return new Promise((resolve) => {
    const over = new AbortController();
    const done = () => {
      clearTimeout(timer);
      over.abort();
      resolve();
    };
    const timer = setTimeout(done, delayBefore(attempt, retryAfter));
    const until = { signal: over.signal };
    if (!retryAfter) globalThis.addEventListener?.('online', done, until);
    for (const signal of [cancelled, retryAfter ? cancelled : retryNow]) {
      signal.addEventListener('abort', done, until);
      if (signal.aborted) done();
    }
  });
}

/** Resolved once the signal is aborted. @param {AbortSignal} signal @returns {Promise<unknown>} */
export function aborted(signal) {
  return new Promise((resolve) => (signal.aborted ? resolve(null) : signal.addEventListener('abort', resolve)));
}

/**
 * The result of an attempt, or what it threw.
 * @template Result
 * @param {Promise<Result>} attempt
 * @returns {Promise<{ result?: Result, error?: any }>}
 */
export function settled(attempt) {
  return attempt.then((result) => ({ result }), (error) => ({ error }));
}
