// @ts-check
import { localTokens, SignedOutError, tokenSource } from '../client/tokens.js';

export { SignedOutError };

/** @typedef {import('../client/tokens.js').Tokens & { name?: string }} SignedIn */

/** The user, a guest with a name (docs/protocol.md, section 11). All tabs of the browser share the sign-in. */
export class Identity {
  #base;
  #changed;
  #store;
  #source;
  #name;

  /**
   * @param {string} base The server's address.
   * @param {(samePerson: boolean) => void} [changed] Called when another tab has signed in, renewed the sign-in, or signed out.
   */
  constructor(base, changed = () => {}) {
    this.#base = base;
    this.#changed = changed;
    const local = localTokens('syncserver.identity');
    this.#store = {
      ...local,
      read: () => /** @type {SignedIn | null} */ (local.read()),
      // A renewal does not have the name.
      write: (/** @type {SignedIn | null} */ tokens) => local.write(tokens && { name: this.name, ...tokens }),
    };
    this.#source = this.#createSource();
    this.#name = this.name;
    /** The client's option: the token for the next request. @type {import('../client/transport.js').Token & { subject: () => Promise<string> }} */
    this.token = Object.assign((/** @type {{ refused: string } | undefined} */ reason) => this.#source(reason), { subject: () => this.#source.subject() });
  }

  /** The name of the last sign-in; empty after a sign-out. */
  get name() {
    return this.#store?.read()?.name ?? '';
  }

  /**
   * Signs in as a guest.
   * @param {string} name
   * @returns {Promise<boolean>} Whether it is the name of an earlier sign-in, which has expired.
   */
  async signIn(name) {
    const response = await fetch(new URL('v1/auth/guest', this.#base), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ name }),
    });
    if (response.status === 400) throw new Error('A name has 1 to 80 characters.');
    if (!response.ok) throw new Error('The server did not accept the sign-in.');
    const samePerson = name === this.#name;
    this.#name = name;
    this.#source = this.#createSource({ ...await response.json(), name });
    return samePerson;
  }

  /** Deletes the sign-in, for all tabs. */
  signOut() {
    this.#store.write(null);
  }

  /** @param {SignedIn} [tokens] */
  #createSource(tokens) {
    const source = tokenSource({
      tokens,
      store: this.#store,
      refreshUrl: new URL('v1/auth/refresh', this.#base),
      onTokens: () => void (source === this.#source && this.#compare()),
    });
    return source;
  }

  /** After another tab has written the tokens. */
  async #compare() {
    try {
      await this.token.subject();
    } catch (error) {
      if (!(error instanceof SignedOutError)) return;
      if (this.name === '' || this.name !== this.#name) return this.#changed(false);
      // The sign-in had expired, and the same guest has another id now.
      this.#source = this.#createSource();
    }
    this.#name = this.name;
    this.#changed(true);
  }
}
