/**
 * Room for a request that outlives its page.
 * @param {import('./content.js').Body | null} body
 * @returns {(() => void) | null} Gives the room back; null where there is none: the draft has to do.
 */
export declare function reserve(body: import('./content.js').Body | null): (() => void) | null;
