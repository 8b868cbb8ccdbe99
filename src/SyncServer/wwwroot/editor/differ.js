// @ts-check

/** A text beside another: what is only in it, and a little of what is around that. @typedef {{ before: string, changed: string, after: string }} Hunk */

/** As many characters around a change are shown. */
const context = 60;

/**
 * What is only in one text of two, in whole words.
 * @param {string} text
 * @param {string} other What it is compared with.
 * @returns {Hunk}
 */
export function hunkOf(text, other) {
  const words = text.split(/(\s+)/);
  const others = other.split(/(\s+)/);
  const most = Math.min(words.length, others.length);
  let start = 0;
  while (start < most && words[start] === others[start]) start++;
  let end = 0;
  while (end < most - start && words[words.length - 1 - end] === others[others.length - 1 - end]) end++;
  return {
    before: tail(words.slice(0, start).join('')),
    changed: words.slice(start, words.length - end).join(''),
    after: head(words.slice(words.length - end).join('')),
  };
}

/** @param {string} text */
function head(text) {
  return text.length > context ? `${text.slice(0, context)}…` : text;
}

/** @param {string} text */
function tail(text) {
  return text.length > context ? `…${text.slice(-context)}` : text;
}
