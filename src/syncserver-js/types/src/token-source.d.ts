export type Tokens = {
    accessToken: string;
    refreshToken: string;
    expiresIn: number;
};
/**
 * Makes the `token` option out of a sign-in: renews the token before it runs out, and once where the server does not take it.
 * @param {object} options
 * @param {Tokens} options.tokens What the sign-in answered.
 * @param {string | URL} options.refreshUrl The address of `/v1/auth/refresh`.
 * @param {(tokens: Tokens) => void} [options.onTokens] Called with each new pair, to keep it for the next start.
 * @returns {import('./transport.js').Token} Throws a `SignedOutError` once the sign-in has run out.
 */
export declare function tokenSource({ tokens, refreshUrl, onTokens }: {
    tokens: Tokens;
    refreshUrl: string | URL;
    onTokens?: (tokens: Tokens) => void;
}): import('./transport.js').Token;
/** Nobody is signed in any more. */
export declare class SignedOutError extends Error {
    /** @param {string} message */
    constructor(message: string);
}
