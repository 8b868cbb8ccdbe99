// @ts-check
import { subjectOf } from './subject.js';
import { withTimeout } from './transport.js';

/**
 * A sign-in: the response to it (docs/protocol.md, section 11), and what `tokenSource` adds.
 * @typedef {object} Tokens
 * @property {string} accessToken
 * @property {string} refreshToken
 * @property {number} expiresIn Seconds.
 * @property {number} [expiresAt] When the access token expires, as Unix time in milliseconds.
 * @property {string} [subject] The id of the person who signed in.
 */

/**
 * Where a sign-in is kept. The tabs of a browser share one, so that each uses what another one has renewed.
 * @typedef {object} TokenStore
 * @property {() => Tokens | null | Promise<Tokens | null>} read Returns what was written last, by any tab; null after a sign-out.
 * @property {(tokens: Tokens | null) => void | Promise<void>} write
 * @property {<Result>(work: () => Promise<Result>) => Promise<Result>} [exclusively] Does work while no other tab does.
 * @property {(changed: () => void) => void} [watch] Calls back when another tab has written.
 */

/** Milliseconds after which a lease ends whose tab is gone, and after which a tab has seen that another one took the lease too. */
const leaseLife = 40_000;
const leaseDelay = 50;

/** Milliseconds before its expiry at which a token is renewed. */
const margin = 60_000;

/**
 * Makes the `token` option from a sign-in: renews the tokens before they expire, and when the server refuses them. Tabs that share a store renew one after
 * the other. A network fault never ends a sign-in: only the server does, by refusing the refresh token.
 * @param {object} options
 * @param {Tokens} [options.tokens] The response to the sign-in, which is written to the store; needed where the store is empty.
 * @param {TokenStore} [options.store] Where the tokens are kept, such as `localTokens`. Default: in memory.
 * @param {string | URL} options.refreshUrl The address of `/v1/auth/refresh`.
 * @param {(tokens: Tokens | null) => void} [options.onTokens] Called with each new pair, one of another tab included; with null when another tab signed out.
 * @returns {import('./transport.js').Token & { subject: () => Promise<string> }} Throws a `SignedOutError` once the sign-in has ended or another person has
 *   signed in. `subject` returns the id of the person, without a network once it is known.
 */
export function tokenSource({ tokens, store = memoryTokens(), refreshUrl, onTokens }) {
  const started = tokens && store.write({ ...tokens, expiresAt: Date.now() + tokens.expiresIn * 1000 });
  /** The person for whom the tokens are; requests of one are never made as another. @type {string | undefined} */
  let person;
  /** @type {Promise<Tokens> | null} */
  let renewing = null;
  store.watch?.(async () => onTokens?.(await store.read()));

  const read = async () => {
    await started;
    const pair = await store.read();
    if (!pair) throw new SignedOutError('There is no sign-in.');
    const subject = pair.subject ?? subjectOf(pair.accessToken) ?? await ask(pair);
    // A token that the server refuses is renewed before it is known whose it is.
    if (subject === undefined) return pair;
    if (person !== undefined && subject !== person) throw new SignedOutError('Another person has signed in.');
    person = subject;
    return pair;
  };

  /** @param {Tokens} pair */
  const write = async (pair) => {
    await store.write(pair);
    onTokens?.(pair);
  };

  /** Whether a pair is still the one that is kept: another tab may have renewed it, signed out, or signed in. @param {Tokens} pair */
  const isKept = async ({ refreshToken }) => (await store.read())?.refreshToken === refreshToken;

  /** Asks the server whose token it is: undefined where it refuses the token, empty where it has no such route. @param {Tokens} pair */
  const ask = async (pair) => {
    const url = new URL('me', new URL(refreshUrl, globalThis.document?.baseURI));
    const { status, json } = await attempt(url, { headers: { Authorization: `Bearer ${pair.accessToken}` } });
    if (status === 401) return undefined;
    if (status !== 404 && !json?.id) throw new TypeError('The server does not say whose token it is.');
    const subject = String(json?.id ?? '');
    if (await isKept(pair)) await store.write({ ...pair, subject });
    return subject;
  };

  /** @param {string} [refused] */
  const renew = async (refused) => {
    let pair = await read();
    for (let refreshToken = ''; !isGood(pair, refused); pair = await read()) {
      // Another tab may have renewed with this token, and the server have heard of its successor first.
      if (pair.refreshToken === refreshToken) throw new SignedOutError('The sign-in has expired.');
      refreshToken = pair.refreshToken;
      const { status, json } = await attempt(refreshUrl, {
        method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ refreshToken }),
      });
      if (status === 400 || status === 401) continue;
      // Anything else does not end the sign-in: it is retried as a network fault is, with the same refresh token.
      if (!json?.accessToken) throw new TypeError('The server is busy.');
      if (!await isKept(pair)) continue;
      pair = { ...json, expiresAt: Date.now() + json.expiresIn * 1000, subject: pair.subject };
      await write(pair);
      return read();
    }
    return pair;
  };

  /** @type {import('./transport.js').Token} */
  const token = async (reason) => {
    const pair = await read();
    if (isGood(pair, reason?.refused)) return pair.accessToken;
    // Concurrent requests share one renewal.
    const renewal = () => renew(reason?.refused);
    renewing ??= (store.exclusively?.(renewal) ?? renewal()).finally(() => (renewing = null));
    try {
      return (await renewing).accessToken;
    } catch (error) {
      // The token is still good for a while.
      if (error instanceof TypeError && !reason && Number(pair.expiresAt) > Date.now()) return pair.accessToken;
      throw error;
    }
  };

  return Object.assign(token, {
    subject: async () => {
      const { accessToken } = await read();
      if (person === undefined) {
        await token({ refused: accessToken });
        await read();
      }
      return person ?? '';
    },
  });
}

/** A token store in memory. @returns {TokenStore} */
function memoryTokens() {
  /** @type {Tokens | null} */
  let kept = null;
  return { read: () => kept, write: (tokens) => void (kept = tokens) };
}

/** Whether a token may be used. A token that was renewed since the refused one was used is good for another attempt. @param {Tokens} pair @param {string} [refused] */
function isGood({ accessToken, expiresIn, expiresAt = Infinity }, refused) {
  return expiresAt - Date.now() > Math.min(margin, expiresIn * 500) && accessToken !== refused;
}

/** A request with its whole response; a TypeError where it was lost. @param {string | URL} url @param {RequestInit} init */
function attempt(url, init) {
  return withTimeout(null, async (signal) => {
    const response = await fetch(url, { ...init, signal, cache: 'no-store' });
    // A sign-in page or a proxy responds without JSON.
    return { status: response.status, json: await response.json().catch(() => null) };
  });
}

/**
 * A token store in the browser's `localStorage`, which all tabs of the site share; in memory where there is none, or where the page may not use it.
 * @param {string} key
 * @returns {TokenStore}
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
      // A lease that ran out may be another tab's now.
      if (localStorage.getItem(name) === own) localStorage.removeItem(name);
    } catch {
      // As above.
    }
  });
}

/** The sign-in has ended, or another person has signed in. */
export class SignedOutError extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = 'SignedOutError';
  }
}
