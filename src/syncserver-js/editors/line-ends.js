// @ts-check
import { textChanges } from './text-changes.js';

/** The text with LF as its only line end, as editors hold it. @param {string} stored */
export function withLineFeeds(stored) {
  return stored.replace(/\r\n?/g, '\n');
}

/**
 * A stored text after an edit: the line ends that were not edited stay as they are, new ones are like the first.
 * @param {string} stored
 * @param {string} text The edited text, with LF as its only line end.
 */
export function withStoredLineEnds(stored, text) {
  if (!stored.includes('\r')) return text;
  const [lineEnd] = /** @type {RegExpExecArray} */ (/\r\n?|\n/.exec(stored));
  // CR LF is two characters of the stored text, and one of the editor's.
  const pairs = Array.from(stored.matchAll(/\r\n/g), ({ index }, count) => index - count);
  let counted = 0;
  /** @param {number} position Ascending from call to call. */
  const inStored = (position) => {
    while (pairs[counted] < position) counted++;
    return position + counted;
  };
  let result = '';
  let kept = 0;
  for (const { from, to, insert } of textChanges(withLineFeeds(stored), text)) {
    result += stored.slice(kept, inStored(from)) + insert.replaceAll('\n', lineEnd);
    kept = inStored(to);
  }
  result += stored.slice(kept);
  // Where the edit brought a single CR before a LF, they would be one line end.
  return withLineFeeds(result) === text ? result : text.replaceAll('\n', lineEnd);
}
