// @ts-check

/** @typedef {{ name: string, accessToken: string, refreshToken: string, expiresAt: number }} SignedIn */

/** A token that expires within this time, in milliseconds, is refreshed before it is used. */
const margin = 60_000;

const place = 'syncserver.identity';

/** The user is not signed in, or the server no longer accepts the token. */
export class SignedOutError extends Error {}

/** The user, a guest with a name (docs/protocol.md, section 11), stored for all windows of the browser. */
export class Identity {
  #base;
  /** @type {Promise<SignedIn> | null} */
  #refreshing = null;

  /** @param {string} base The server's address. */
  constructor(base) {
    this.#base = base;
  }

  /** The last name; empty before the first sign-in. */
  get name() {
    return this.#stored?.name ?? '';
  }

  /**
   * Signs in as a guest.
   * @param {string} name
   */
  async signIn(name) {
    await this.#obtain('v1/auth/guest', { name }, name);
  }

  /** Deletes the tokens, but keeps the name. */
  signOut() {
    localStorage.setItem(place, JSON.stringify({ name: this.name }));
  }

  /** The user's id on the server. @returns {Promise<string>} */
  async id() {
    const response = await fetch(new URL('v1/auth/me', this.#base), { headers: { Authorization: `Bearer ${await this.token()}` } });
    return (await response.json()).id;
  }

  /** A token that is valid for the next request. */
  async token() {
    const stored = this.#stored;
    if (!stored?.accessToken) throw new SignedOutError('You are not signed in.');
    if (stored.expiresAt - Date.now() > margin) return stored.accessToken;
    // Concurrent requests share one refresh.
    this.#refreshing ??= this.#refresh(stored).finally(() => (this.#refreshing = null));
    return (await this.#refreshing).accessToken;
  }

  /** @param {SignedIn} stored */
  async #refresh({ refreshToken, name }) {
    return this.#obtain('v1/auth/refresh', { refreshToken }, name);
  }

  /**
   * @param {string} path
   * @param {object} request
   * @param {string} name
   */
  async #obtain(path, request, name) {
    const response = await fetch(new URL(path, this.#base), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(request),
    });
    // The client treats a TypeError as a network error and retries.
    if (response.status === 429 || response.status >= 500) throw new TypeError('The server is overloaded.');
    if (!response.ok) throw new SignedOutError('The server did not accept the sign-in.');
    const { accessToken, refreshToken, expiresIn } = await response.json();
    const signedIn = { name, accessToken, refreshToken, expiresAt: Date.now() + expiresIn * 1000 };
    localStorage.setItem(place, JSON.stringify(signedIn));
    return signedIn;
  }

  /** Not cached, as another window may have refreshed the token. @returns {SignedIn | null} */
  get #stored() {
    return JSON.parse(localStorage.getItem(place) ?? 'null');
  }
}
