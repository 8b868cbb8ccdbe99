// @ts-check

/** The part of a text that differs from another, with its context. @typedef {{ before: string, changed: string, after: string }} Hunk */

/** The number of characters of context. */
const context = 60;

/** Finds what a reader sees as one character, so that no emoji is cut. */
const characters = new Intl.Segmenter();

/**
 * The words of a text that are not in the other one.
 * @param {string} text
 * @param {string} other The text to compare with.
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
  return text.length > context ? `${text.slice(0, startOf(text, context))}…` : text;
}

/** @param {string} text */
function tail(text) {
  return text.length > context ? `…${text.slice(startOf(text, text.length - context))}` : text;
}

/** Where the character at a position starts. @param {string} text @param {number} position */
function startOf(text, position) {
  return characters.segment(text).containing(position)?.index ?? position;
}
