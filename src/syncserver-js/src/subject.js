// @ts-check

/**
 * The subject of a JSON web token; undefined for other tokens.
 * @param {string} token
 * @returns {string | undefined}
 */
export function subjectOf(token) {
  try {
    const claims = atob(token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/'));
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(claims, (byte) => byte.charCodeAt(0)))).sub;
  } catch {
    return undefined;
  }
}
