// @ts-check

/** Browsers refuse keepalive requests beyond 64 KiB for all in flight of a page; some room is left for what else it sends. */
const most = 60 * 1024;

let taken = 0;

/**
 * Room for a request that outlives its page.
 * @param {import('./content.js').Body | null} body
 * @returns {(() => void) | null} Gives the room back; null where there is none: the draft has to do.
 */
export function reserve(body) {
  const size = body === null ? 0 : typeof body === 'string' ? new TextEncoder().encode(body).length : body.length;
  if (taken + size > most) return null;
  taken += size;
  return () => {
    taken -= size;
  };
}
