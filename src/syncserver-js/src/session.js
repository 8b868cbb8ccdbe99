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

/** Called where another page holds a draft, by the draft's id. @type {Map<string, (isHeld: boolean) => void>} */
const asking = new Map();

/** @type {BroadcastChannel | undefined} */
let channel;

/**
 * Holds a draft for as long as its instance lives, so that no other instance continues from it: a duplicated tab must not use the session of the
 * tab that it was made from.
 * @param {string} id The draft's id.
 * @param {boolean} mayBeHeld Whether another page may hold it, because it is not new.
 * @returns {Promise<(() => void) | null>} Releases the draft; null where another instance holds it.
 */
export async function holdDraft(id, mayBeHeld) {
  try {
    return await requestLock(`syncserver ${id}`);
  } catch {
    // Plain http and Node 20 have no locks, and a sandboxed page may not use them.
  }
  if (held.has(id)) return null;
  held.add(id);
  // The other pages are asked.
  if (globalThis.document && await isHeldByOtherPage(id, mayBeHeld)) {
    held.delete(id);
    return null;
  }
  return () => void held.delete(id);
}

/** @param {string} name @returns {Promise<(() => void) | null>} */
function requestLock(name) {
  return new Promise((resolve, reject) => {
    navigator.locks.request(name, { ifAvailable: true }, (lock) => lock && new Promise((/** @type {(value?: undefined) => void} */ release) => resolve(release)))
      .then(() => resolve(null), reject);
  });
}

/** @param {string} id @param {boolean} mayBeHeld @returns {Promise<boolean>} */
async function isHeldByOtherPage(id, mayBeHeld) {
  try {
    channel ??= openChannel();
  } catch {
    // The page may not reach others.
    return false;
  }
  return mayBeHeld && new Promise((resolve) => {
    asking.set(id, resolve);
    setTimeout(resolve, responseTime, false);
    channel?.postMessage({ asked: id });
  });
}

/** Responds to other pages about the drafts that this page holds. */
function openChannel() {
  const pages = new BroadcastChannel('syncserver');
  pages.addEventListener('message', ({ data }) => {
    if (held.has(data.asked)) pages.postMessage({ holds: data.asked });
    asking.get(data.holds)?.(true);
  });
  // In Node, the channel alone must not keep the process alive.
  /** @type {any} */ (pages).unref?.();
  return pages;
}
