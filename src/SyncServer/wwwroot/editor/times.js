// @ts-check

/** A time of the server as people here write it. @param {string} time RFC 3339. */
export function shortTime(time) {
  return new Date(time).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}
