/**
 * A new session id (protocol 1 and 2), in memory only: storage is copied when a tab is duplicated, and two instances under
 * one id would overwrite each other. Made of random bytes, because `crypto.randomUUID` is missing on plain http.
 */
export declare function newSession(): string;
/**
 * Holds the id of a draft for as long as its instance lives, so that no other one takes the draft over: a duplicated tab must not
 * go on with the session of the tab that it was made from.
 * @param {string} id
 * @param {boolean} mayBeHeld Whether another instance may hold it: it is not new.
 * @returns {Promise<(() => void) | null>} Lets it go; null where another instance holds it.
 */
export declare function hold(id: string, mayBeHeld: boolean): Promise<(() => void) | null>;
