export type Tokens = {
    accessToken: string;
    refreshToken: string;
    expiresIn: number;
};
/**
 * Makes the `token` option from a sign-in: refreshes the token before it expires, and once when the server refuses it.
 * @param {object} options
 * @param {Tokens} options.tokens The response to the sign-in.
 * @param {string | URL} options.refreshUrl The address of `/v1/auth/refresh`.
 * @param {(tokens: Tokens) => void} [options.onTokens] Called with each new pair, so that it can be stored.
 * @returns {import('./transport.js').Token} Throws a `SignedOutError` once the sign-in has expired.
 */
export declare function tokenSource({ tokens, refreshUrl, onTokens }: {
    tokens: Tokens;
    refreshUrl: string | URL;
    onTokens?: (tokens: Tokens) => void;
}): import('./transport.js').Token;
/** The sign-in has expired. */
export declare class SignedOutError extends Error {
    /** @param {string} message */
    constructor(message: string);
}
