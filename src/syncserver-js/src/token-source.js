// @ts-check

/** The response to a sign-in (docs/protocol.md, section 11). @typedef {{ accessToken: string, refreshToken: string, expiresIn: number }} Tokens */

/** Milliseconds before its expiry at which a token is refreshed. */
const margin = 60_000;

/**
 * Makes the `token` option from a sign-in: refreshes the token before it expires, and once when the server refuses it.
 * @param {object} options
 * @param {Tokens} options.tokens The response to the sign-in.
 * @param {string | URL} options.refreshUrl The address of `/v1/auth/refresh`.
 * @param {(tokens: Tokens) => void} [options.onTokens] Called with each new pair, so that it can be stored.
 * @returns {import('./transport.js').Token} Throws a `SignedOutError` once the sign-in has expired.
 */
export function tokenSource({ tokens, refreshUrl, onTokens }) {
  let current = tokens;
  let expiresAt = Date.now() + tokens.expiresIn * 1000;
  /** @type {Promise<void> | null} */
  let refreshing = null;

  const refresh = async () => {
    const response = await fetch(refreshUrl, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ refreshToken: current.refreshToken }),
    });
    // Retried as a network fault is.
    if (response.status === 408 || response.status === 429 || response.status >= 500) throw new TypeError('The server is busy.');
    if (!response.ok) throw new SignedOutError('The sign-in has expired.');
    current = await response.json();
    expiresAt = Date.now() + current.expiresIn * 1000;
    onTokens?.(current);
  };

  return async (reason) => {
    // A token that was refreshed since the refused one was used is good for another attempt.
    if (expiresAt - Date.now() < margin || reason?.refused === current.accessToken) {
      // Concurrent requests share one refresh.
      refreshing ??= refresh().finally(() => (refreshing = null));
      await refreshing;
    }
    return current.accessToken;
  };
}

/** The sign-in has expired. */
export class SignedOutError extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = 'SignedOutError';
  }
}
