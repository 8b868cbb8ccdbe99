// @ts-check

/**
 * A new session id (protocol 1 and 2), in memory only: storage is copied when a tab is duplicated, and two instances under
 * one id would overwrite each other. Made of random bytes, because `crypto.randomUUID` is missing on plain http.
 */
export function newSession() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Milliseconds in which a living instance answers. */
const patience = 300;

/** What the instances of this page hold. @type {Set<string>} */
const held = new Set();

/** @type {BroadcastChannel | null} */
let channel = null;

/**
 * Holds a draft's id for as long as its instance lives, so that no other one takes the draft over: a duplicated tab must not go
 * on with the session of the tab that it was made from.
 * @param {string} id
 * @returns {Promise<(() => void) | null>} Lets it go; null where another instance holds it.
 */
export async function hold(id) {
  if (globalThis.navigator?.locks) return holdLock(`syncserver ${id}`);
  if (held.has(id)) return null;
  held.add(id);
  if (globalThis.document && await isHeldElsewhere(id)) {
    held.delete(id);
    return null;
  }
  return () => void held.delete(id);
}

/** @param {string} name @returns {Promise<(() => void) | null>} */
function holdLock(name) {
  return new Promise((resolve, reject) => {
    navigator.locks.request(name, { ifAvailable: true }, (lock) => (lock === null
      ? resolve(null)
      : new Promise((release) => resolve(() => release(undefined))))).catch(reject);
  });
}

/** Asks the other pages: plain http has no Web Locks. @param {string} id @returns {Promise<boolean>} */
function isHeldElsewhere(id) {
  if (channel === null) {
    channel = new BroadcastChannel('syncserver');
    channel.addEventListener('message', ({ data }) => {
      if (held.has(data.asked)) channel?.postMessage({ holds: data.asked });
    });
  }
  const asking = channel;
  return new Promise((resolve) => {
    const done = (/** @type {boolean} */ answer) => {
      clearTimeout(timer);
      asking.removeEventListener('message', heard);
      resolve(answer);
    };
    const heard = (/** @type {MessageEvent} */ { data }) => data.holds === id && done(true);
    const timer = setTimeout(() => done(false), patience);
    asking.addEventListener('message', heard);
    asking.postMessage({ asked: id });
  });
}
