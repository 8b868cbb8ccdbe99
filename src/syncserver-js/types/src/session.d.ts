/**
 * A new session id (docs/protocol.md, section 1), in memory only: storage is copied when a tab is duplicated, and two instances with one id
 * would overwrite each other's changes. Made of random bytes, because `crypto.randomUUID` is missing on plain http.
 */
export declare function newSession(): string;
/**
 * Holds a draft for as long as its instance lives, so that no other instance continues from it: a duplicated tab must not use the session of the
 * tab that it was made from.
 * @param {string} id The draft's id.
 * @param {boolean} mayBeHeld Whether another page may hold it, because it is not new.
 * @returns {Promise<(() => void) | null>} Releases the draft; null where another instance holds it.
 */
export declare function holdDraft(id: string, mayBeHeld: boolean): Promise<(() => void) | null>;
