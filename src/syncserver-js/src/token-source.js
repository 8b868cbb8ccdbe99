// @ts-check

/** What a sign-in answers (protocol 11). @typedef {{ accessToken: string, refreshToken: string, expiresIn: number }} Tokens */

/** A token this close to its end, in milliseconds, is renewed before it is used. */
const margin = 60_000;

/**
 * Makes the `token` option out of a sign-in: renews the token before it runs out, and once where the server does not take it.
 * @param {object} options
 * @param {Tokens} options.tokens What the sign-in answered.
 * @param {string | URL} options.refreshUrl The address of `/v1/auth/refresh`.
 * @param {(tokens: Tokens) => void} [options.onTokens] Called with each new pair, to keep it for the next start.
 * @returns {import('./transport.js').Token} Throws a `SignedOutError` once the sign-in has run out.
 */
export function tokenSource({ tokens, refreshUrl, onTokens }) {
  let current = tokens;
  let end = Date.now() + tokens.expiresIn * 1000;
  /** @type {Promise<void> | null} */
  let renewing = null;

  const renew = async () => {
    const response = await fetch(refreshUrl, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ refreshToken: current.refreshToken }),
    });
    // As a lost network: it is tried again.
    if (response.status === 408 || response.status === 429 || response.status >= 500) throw new TypeError('The server is busy.');
    if (!response.ok) throw new SignedOutError('The sign-in has run out.');
    current = await response.json();
    end = Date.now() + current.expiresIn * 1000;
    onTokens?.(current);
  };

  return async (why) => {
    // A token renewed since the refused one was used is good for another attempt.
    if (end - Date.now() < margin || why?.refused === current.accessToken) {
      // Several requests renew it once.
      renewing ??= renew().finally(() => (renewing = null));
      await renewing;
    }
    return current.accessToken;
  };
}

/** Nobody is signed in any more. */
export class SignedOutError extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = 'SignedOutError';
  }
}
