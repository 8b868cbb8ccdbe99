// @ts-check
import { memoryTokens } from './token-source.js';

/** Milliseconds after which a lease ends whose tab is gone, and after which a tab has seen that another one took the lease too. */
const leaseLife = 40_000;
const leaseDelay = 50;

/**
 * A token store in the browser's `localStorage`, which all tabs of the site share; in memory where there is none, or where the page may not use it.
 * @param {string} key
 * @returns {import('./token-source.js').TokenStore}
 */
export function localTokens(key) {
  const { read, write } = memoryTokens();
  let failed = false;
  return {
    read() {
      try {
        if (!failed) return JSON.parse(localStorage.getItem(key) ?? 'null');
      } catch {
        failed = true;
      }
      return read();
    },
    write(tokens) {
      write(tokens);
      try {
        localStorage.setItem(key, JSON.stringify(tokens));
        failed = false;
      } catch {
        // What is stored there is older.
        failed = true;
      }
    },
    exclusively: (work) => exclusively(`syncserver ${key}`, work),
    watch: (changed) => globalThis.addEventListener?.('storage', (event) => (event.key === key || event.key === null) && changed()),
  };
}

/**
 * Does work while no other tab does.
 * @template Result
 * @param {string} name
 * @param {() => Promise<Result>} work
 * @returns {Promise<Result>}
 */
async function exclusively(name, work) {
  /** @type {Promise<Result> | undefined} */
  let done;
  try {
    await navigator.locks.request(name, () => (done = work()));
  } catch {
    // The work failed; or there are no locks, as on plain http, or the page may not use them.
    done ??= leased(name, work);
  }
  return /** @type {Promise<Result>} */ (done);
}

/** As `exclusively`, by a lease in `localStorage`. @template Result @param {string} name @param {() => Promise<Result>} work @returns {Promise<Result>} */
async function leased(name, work) {
  const own = `${Date.now() + leaseLife} ${Math.random()}`;
  try {
    while (localStorage.getItem(name) !== own) {
      if (!(parseInt(localStorage.getItem(name) ?? '') > Date.now())) localStorage.setItem(name, own);
      await new Promise((resolve) => setTimeout(resolve, leaseDelay));
    }
  } catch {
    // No storage is shared with other tabs.
  }
  return work().finally(() => {
    try {
      localStorage.removeItem(name);
    } catch {
      // As above.
    }
  });
}

