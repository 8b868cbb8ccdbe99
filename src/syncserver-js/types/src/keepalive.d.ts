/**
 * Reserves room for a request that may outlive its page.
 * @param {import('./content.js').Body | null} body
 * @returns {(() => void) | null} Releases the room; null where there is none: the draft has the content.
 */
export declare function reserve(body: import('./content.js').Body | null): (() => void) | null;
