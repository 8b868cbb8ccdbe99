export type Tokens = {
    accessToken: string;
    refreshToken: string;
    /**
     * Seconds.
     */
    expiresIn: number;
    /**
     * When the access token expires, as Unix time in milliseconds.
     */
    expiresAt?: number;
    /**
     * The id of the person who signed in.
     */
    subject?: string;
};
export type TokenStore = {
    /**
     * Returns what was written last, by any tab; null after a sign-out.
     */
    read: () => Tokens | null | Promise<Tokens | null>;
    write: (tokens: Tokens | null) => void | Promise<void>;
    /**
     * Does work while no other tab does.
     */
    exclusively?: <Result>(work: () => Promise<Result>) => Promise<Result>;
    /**
     * Calls back when another tab has written.
     */
    watch?: (changed: () => void) => void;
};
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
export declare function tokenSource({ tokens, store, refreshUrl, onTokens }: {
    tokens?: Tokens;
    store?: TokenStore;
    refreshUrl: string | URL;
    onTokens?: (tokens: Tokens | null) => void;
}): import('./transport.js').Token & {
    subject: () => Promise<string>;
};
/**
 * A token store in the browser's `localStorage`, which all tabs of the site share; in memory where there is none, or where the page may not use it.
 * @param {string} key
 * @returns {TokenStore}
 */
export declare function localTokens(key: string): TokenStore;
/** The sign-in has ended, or another person has signed in. */
export declare class SignedOutError extends Error {
    /** @param {string} message */
    constructor(message: string);
}
