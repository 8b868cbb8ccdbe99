// @ts-check

/**
 * A new session id (docs/protocol.md, section 1), in memory only: storage is copied when a tab is duplicated, and two instances with one id
 * would overwrite each other's changes. Made of random bytes, because `crypto.randomUUID` is missing on plain http.
 */
export function newSession() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Milliseconds in which another page responds. */
const responseTime = 300;

/** The drafts that this page holds. @type {Set<string>} */
const held = new Set();

/** @type {BroadcastChannel | null} */
let channel = null;

/**
 * Holds a draft for as long as its instance lives, so that no other instance continues from it: a duplicated tab must not use the session of the
 * tab that it was made from.
 * @param {string} id The draft's id.
 * @param {boolean} mayBeHeld Whether another page may hold it, because it is not new.
 * @returns {Promise<(() => void) | null>} Releases the draft; null where another instance holds it.
 */
export async function holdDraft(id, mayBeHeld) {
  try {
    if (globalThis.navigator?.locks) return await requestLock(`syncserver ${id}`);
  } catch {
    // The page may not use locks: it is sandboxed, or storage is blocked.
  }
  if (held.has(id)) return null;
  held.add(id);
  // Plain http has no Web Locks: the other pages are asked.
  if (globalThis.document) channel ??= openChannel();
  if (channel && mayBeHeld && await isHeldByOtherPage(id, channel)) {
    held.delete(id);
    return null;
  }
  return () => void held.delete(id);
}

/** @param {string} name @returns {Promise<(() => void) | null>} */
function requestLock(name) {
  return new Promise((resolve, reject) => {
    navigator.locks.request(name, { ifAvailable: true }, (lock) => (lock === null
      ? resolve(null)
      : new Promise((release) => resolve(() => release(undefined))))).catch(reject);
  });
}

/** Responds to other pages about the drafts that this page holds; null where the page may not reach them. */
function openChannel() {
  let pages;
  try {
    pages = new BroadcastChannel('syncserver');
  } catch {
    return null;
  }
  const page = pages;
  page.addEventListener('message', ({ data }) => {
    if (held.has(data.asked)) page.postMessage({ holds: data.asked });
  });
  // In Node, the channel alone must not keep the process alive.
  if ('unref' in pages && typeof pages.unref === 'function') pages.unref();
  return pages;
}

/** @param {string} id @param {BroadcastChannel} pages @returns {Promise<boolean>} */
function isHeldByOtherPage(id, pages) {
  return new Promise((resolve) => {
    const done = (/** @type {boolean} */ isHeld) => {
      clearTimeout(timer);
      pages.removeEventListener('message', received);
      resolve(isHeld);
    };
    const received = (/** @type {MessageEvent} */ { data }) => data.holds === id && done(true);
    const timer = setTimeout(() => done(false), responseTime);
    pages.addEventListener('message', received);
    pages.postMessage({ asked: id });
  });
}
