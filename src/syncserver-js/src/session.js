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
 * Holds the id of a draft for as long as its instance lives, so that no other one takes the draft over: a duplicated tab must not
 * go on with the session of the tab that it was made from.
 * @param {string} id
 * @param {boolean} mayBeHeld Whether another instance may hold it: it is not new.
 * @returns {Promise<(() => void) | null>} Lets it go; null where another instance holds it.
 */
export async function hold(id, mayBeHeld) {
  if (globalThis.navigator?.locks) return holdLock(`syncserver ${id}`);
  if (held.has(id)) return null;
  held.add(id);
  // Plain http has no Web Locks: the other pages are asked.
  if (globalThis.document) channel ??= answering();
  if (channel && mayBeHeld && await isHeldElsewhere(id, channel)) {
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

/** Answers for what this page holds. */
function answering() {
  const answers = new BroadcastChannel('syncserver');
  answers.addEventListener('message', ({ data }) => {
    if (held.has(data.asked)) answers.postMessage({ holds: data.asked });
  });
  // Where Node stands in for a browser, this alone is no reason for it to go on.
  if ('unref' in answers && typeof answers.unref === 'function') answers.unref();
  return answers;
}

/** @param {string} id @param {BroadcastChannel} pages @returns {Promise<boolean>} */
function isHeldElsewhere(id, pages) {
  return new Promise((resolve) => {
    const done = (/** @type {boolean} */ answer) => {
      clearTimeout(timer);
      pages.removeEventListener('message', heard);
      resolve(answer);
    };
    const heard = (/** @type {MessageEvent} */ { data }) => data.holds === id && done(true);
    const timer = setTimeout(() => done(false), patience);
    pages.addEventListener('message', heard);
    pages.postMessage({ asked: id });
  });
}
