// @ts-check

/**
 * A new session id (protocol 1 and 2), in memory only: storage is copied when a tab is duplicated, and two instances under
 * one id would overwrite each other. Made of random bytes, because `crypto.randomUUID` is missing on plain http.
 */
export function newSession() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
