// @ts-check
import { listChanges, offsets, placed } from './list-changes.js';

/**
 * A replacement in a text, in UTF-16 code units.
 * @typedef {object} Change
 * @property {number} from
 * @property {number} to
 * @property {string} insert
 */

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The graphemes of a text: what a reader takes for one character. @param {string} text */
export function graphemes(text) {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/**
 * The smallest changes that make one text of the other: ascending, at positions of the text before. No change begins or ends within a grapheme
 * of either text, so none cuts a surrogate pair, an emoji sequence or CR LF.
 * @param {string} before
 * @param {string} after
 * @returns {Change[]}
 */
export function textChanges(before, after) {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  while (!isBoundary(before, start) || !isBoundary(after, start)) start--;
  let tail = 0;
  while (tail < shorter - start && before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)) tail++;
  while (!isBoundary(before, before.length - tail) || !isBoundary(after, after.length - tail)) tail--;

  const removed = before.slice(start, before.length - tail);
  const added = after.slice(start, after.length - tail);
  if (removed === added) return [];
  return placed(before, after, rangesOf(removed, added, start), ({ from, to, first, last }) => (
    [from, to].every((position) => isBoundary(before, position)) && [first, last].every((position) => isBoundary(after, position))
  )).map(({ from, to, first, last }) => ({ from, to, insert: after.slice(first, last) }));
}

/**
 * The ranges in which two texts differ.
 * @param {string} removed
 * @param {string} added
 * @param {number} start Where both start.
 */
function rangesOf(removed, added, start) {
  const [one, other] = [removed, added].map(graphemes);
  const [starts, ends] = [one, other].map((parts) => offsets(parts.map(({ length }) => length), start));
  const changes = removed === '' || added === '' ? null : listChanges(one, other);
  return (changes ?? [{ from: 0, to: one.length, first: 0, last: other.length }]).map(({ from, to, first, last }) => (
    { from: starts[from], to: starts[to], first: ends[first], last: ends[last] }));
}

/**
 * The text with the changes.
 * @param {string} text
 * @param {Change[]} changes Ascending, at positions of the text.
 */
export function applyChanges(text, changes) {
  return changes.reduceRight((result, { from, to, insert }) => result.slice(0, from) + insert + result.slice(to), text);
}

/**
 * Where a position of the text is after the changes.
 * @param {number} position
 * @param {Change[]} changes Ascending, at positions of the text before.
 * @param {-1 | 1} [side] On which side of a text that is inserted exactly there; default before it.
 */
export function mapPosition(position, changes, side = -1) {
  let shift = 0;
  for (const { from, to, insert } of changes) {
    if (from > position || (from === position && (side < 0 || from < to))) break;
    if (position < to) return from + shift + (side < 0 ? 0 : insert.length);
    shift += insert.length - (to - from);
  }
  return position + shift;
}

/** Whether no grapheme continues over this position. @param {string} text @param {number} position */
function isBoundary(text, position) {
  if (position === 0 || position === text.length) return true;
  const [left, right] = [text.charCodeAt(position - 1), text.charCodeAt(position)];
  // Most text is below the combining characters, where only CR LF is a sequence.
  if (left < 0x300 && right < 0x300) return !(left === 13 && right === 10);
  return segmenter.segment(text).containing(position)?.index === position;
}
