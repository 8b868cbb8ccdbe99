// @ts-check

/** Browsers refuse `keepalive` requests beyond 64 KiB in flight for one page; the rest is left to the page's other requests. */
const limit = 60 * 1024;

let reserved = 0;

/**
 * Reserves room for a request that may outlive its page.
 * @param {import('./content.js').Body | null} body
 * @returns {(() => void) | null} Releases the room; null where there is none: the draft has the content.
 */
export function reserve(body) {
  const { size } = new Blob([body ?? '']);
  if (reserved + size > limit) return null;
  reserved += size;
  return () => {
    reserved -= size;
  };
}
