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
 * Whether this refusal of a save is not final: the server did not look, or did not say, whether an earlier copy of it was accepted. It stays in
 * flight.
 * @param {number} status
 */
export function isInconclusive(status) {
  return status === 401 || status === 403 || status === 404 || (status >= 500 && !isTransient(status));
}

/**
 * Whether a request failed on its way. What `fetch` and `token` throw for a lost network is a `TypeError`; so is the end of an attempt
 * without an answer.
 * @param {unknown} error
 */
export function isNetworkFault(error) {
  return error instanceof TypeError;
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
 * Waits until the next attempt is due; not to the end where the work is ended. A wait that the server did not ask for also ends
 * when the browser comes back online, or is hastened.
 * @param {number} attempt 0 for the first.
 * @param {string | null} retryAfter The `Retry-After` header.
 * @param {AbortSignal} ended
 * @param {AbortSignal} [hastened]
 * @returns {Promise<void>}
 */
export function pauseBefore(attempt, retryAfter, ended, hastened) {
  return new Promise((resolve) => {
    const over = new AbortController();
    const done = () => {
      clearTimeout(timer);
      over.abort();
      resolve();
    };
    const timer = setTimeout(done, delayBefore(attempt, retryAfter));
    const until = { signal: over.signal };
    ended.addEventListener('abort', done, until);
    if (retryAfter === null) hastened?.addEventListener('abort', done, until);
    if (retryAfter === null) globalThis.addEventListener?.('online', done, until);
    if (ended.aborted || (retryAfter === null && hastened?.aborted)) done();
  });
}
