// @ts-check

/** A page out of sight for this many milliseconds may have been frozen, or its machine asleep. */
const long = 5000;

/**
 * @typedef {object} Ends
 * @property {(ends: boolean) => void} leave The page may end at any moment; or does end.
 * @property {(slept: boolean) => void} stay It is in use again, after so long that nothing is certain or not.
 */

/**
 * Watches the page being left, frozen and come back to.
 * @param {Ends} ends
 * @returns {() => void} Stops watching.
 */
export function watchPage({ leave, stay }) {
  const page = globalThis.document;
  if (!page) return () => {};
  const stop = new AbortController();
  const until = { signal: stop.signal };
  let left = 0;
  page.addEventListener('visibilitychange', () => {
    if (page.visibilityState === 'hidden') {
      left = Date.now();
      leave(false);
    } else {
      stay(Date.now() - left > long);
    }
  }, until);
  page.addEventListener('freeze', () => leave(false), until);
  page.addEventListener('resume', () => stay(true), until);
  addEventListener('pagehide', () => leave(true), until);
  addEventListener('pageshow', ({ persisted }) => persisted && stay(true), until);
  addEventListener('online', () => page.visibilityState === 'hidden' || stay(true), until);
  return () => stop.abort();
}
