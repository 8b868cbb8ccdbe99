// @ts-check

/** @typedef {{ name: string, accessToken: string, refreshToken: string, expiresAt: number }} SignedIn */

/** A token this close to its end, in milliseconds, is renewed before it is used. */
const margin = 60_000;

const place = 'syncserver.identity';

/** Nobody is signed in, or the server does not take the token any more. */
export class SignedOutError extends Error {}

/** Who is writing: a guest with a name (docs/protocol.md, section 11), remembered for all windows of this browser. */
export class Identity {
  #base;
  /** @type {Promise<SignedIn> | null} */
  #renewing = null;

  /** @param {string} base The server's address. */
  constructor(base) {
    this.#base = base;
  }

  /** The name last used; empty before the first time. */
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

  /** Forgets the tokens, not the name. */
  signOut() {
    localStorage.setItem(place, JSON.stringify({ name: this.name }));
  }

  /** This user's id on the server. @returns {Promise<string>} */
  async id() {
    const response = await fetch(new URL('v1/auth/me', this.#base), { headers: { Authorization: `Bearer ${await this.token()}` } });
    return (await response.json()).id;
  }

  /** A token that is good for the next request. */
  async token() {
    const stored = this.#stored;
    if (!stored?.accessToken) throw new SignedOutError('You are not signed in.');
    if (stored.expiresAt - Date.now() > margin) return stored.accessToken;
    // Several saves in flight renew it once.
    this.#renewing ??= this.#renew(stored).finally(() => (this.#renewing = null));
    return (await this.#renewing).accessToken;
  }

  /** @param {SignedIn} stored */
  async #renew({ refreshToken, name }) {
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
    // The client takes a TypeError for a network fault and tries again.
    if (response.status === 429 || response.status >= 500) throw new TypeError('The server is busy.');
    if (!response.ok) throw new SignedOutError('The server did not accept the sign-in.');
    const { accessToken, refreshToken, expiresIn } = await response.json();
    const signedIn = { name, accessToken, refreshToken, expiresAt: Date.now() + expiresIn * 1000 };
    localStorage.setItem(place, JSON.stringify(signedIn));
    return signedIn;
  }

  /** Read each time, because another window may have renewed it. @returns {SignedIn | null} */
  get #stored() {
    return JSON.parse(localStorage.getItem(place) ?? 'null');
  }
}
