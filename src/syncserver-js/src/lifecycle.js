// @ts-check

/** A page that was hidden for this many milliseconds may have been frozen, or its machine asleep. */
const sleepLimit = 5000;

/**
 * @typedef {object} Callbacks
 * @property {(unloading: boolean) => void} suspended The page may be closed at any moment, or is being closed.
 * @property {(slept: boolean) => void} resumed The page is in use again, and whether events and responses may have been missed.
 */

/**
 * Watches the life cycle of the page: hidden, frozen, unloaded, in use again.
 * @param {Callbacks} callbacks
 * @returns {() => void} Stops watching.
 */
export function watchPage({ suspended, resumed }) {
  const page = globalThis.document;
  if (!page) return () => {};
  const stop = new AbortController();
  const until = { signal: stop.signal };
  let hiddenAt = 0;
  page.addEventListener('visibilitychange', () => {
    if (page.visibilityState === 'hidden') {
      hiddenAt = Date.now();
      suspended(false);
    } else {
      resumed(Date.now() - hiddenAt > sleepLimit);
    }
  }, until);
  page.addEventListener('freeze', () => suspended(false), until);
  page.addEventListener('resume', () => resumed(true), until);
  addEventListener('pagehide', () => suspended(true), until);
  addEventListener('pageshow', ({ persisted }) => persisted && resumed(true), until);
  addEventListener('online', () => page.visibilityState === 'hidden' || resumed(true), until);
  return () => stop.abort();
}
