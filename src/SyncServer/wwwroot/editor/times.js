// @ts-check

/** A time in the user's locale. @param {string} time RFC 3339. */
export function shortTime(time) {
  return new Date(time).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}
