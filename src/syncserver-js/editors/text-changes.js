// @ts-check

/**
 * A replacement in a text, in UTF-16 code units.
 * @typedef {object} Change
 * @property {number} from
 * @property {number} to
 * @property {string} insert
 */

/** Texts that differ in more graphemes than this are compared as one range: the comparison takes time and memory in proportion to its square. */
const maxDistance = 1000;

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

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
  const whole = [{ from: start, to: start + removed.length, insert: added }];
  if (removed === '' || added === '') return whole;
  const [one, other] = [removed, added].map((text) => Array.from(graphemes.segment(text), ({ segment }) => segment));
  const [starts, ends] = [one, other].map(offsets);
  return hunks(one, other)?.map(({ from, to, first, last }) => (
    { from: start + starts[from], to: start + starts[to], insert: added.slice(ends[first], ends[last]) })) ?? whole;
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
  return graphemes.segment(text).containing(position)?.index === position;
}

/** The start of each part, and the end of the last one. @param {string[]} parts */
function offsets(parts) {
  const result = [0];
  for (const { length } of parts) result.push(result[result.length - 1] + length);
  return result;
}

/**
 * The differences of two lists, by the algorithm of Myers.
 * @param {string[]} one
 * @param {string[]} other
 * @returns {{ from: number, to: number, first: number, last: number }[] | null} null beyond the greatest distance.
 */
function hunks(one, other) {
  const limit = Math.min(one.length + other.length, maxDistance);
  /** For each diagonal, how far the list `one` is consumed. */
  const furthest = new Int32Array(2 * limit + 3);
  const middle = limit + 1;
  /** @type {Int32Array[]} */
  const trace = [];
  for (let distance = 0; distance <= limit; distance++) {
    trace.push(furthest.slice());
    for (let diagonal = -distance; diagonal <= distance; diagonal += 2) {
      let x = reached(furthest, middle, diagonal, distance).x;
      let y = x - diagonal;
      while (x < one.length && y < other.length && one[x] === other[y]) {
        x++;
        y++;
      }
      furthest[middle + diagonal] = x;
      if (x >= one.length && y >= other.length) return backtrack(trace, middle, one.length, other.length);
    }
  }
  return null;
}

/**
 * The step onto a diagonal: from the one above, an insertion, or from the one below, a deletion.
 * @param {Int32Array} furthest
 * @param {number} middle
 * @param {number} diagonal
 * @param {number} distance
 */
function reached(furthest, middle, diagonal, distance) {
  const [below, above] = [furthest[middle + diagonal - 1], furthest[middle + diagonal + 1]];
  const inserts = diagonal === -distance || (diagonal !== distance && below < above);
  return inserts ? { x: above, from: diagonal + 1 } : { x: below + 1, from: diagonal - 1 };
}

/** @param {Int32Array[]} trace @param {number} middle @param {number} x @param {number} y */
function backtrack(trace, middle, x, y) {
  const found = [];
  for (let distance = trace.length - 1; distance > 0; distance--) {
    const diagonal = reached(trace[distance], middle, x - y, distance).from;
    const to = { x, y };
    x = trace[distance][middle + diagonal];
    y = x - diagonal;
    // The common part that follows the step is not in it.
    const inserts = diagonal > to.x - to.y;
    const step = { from: x, to: inserts ? x : x + 1, first: y, last: inserts ? y + 1 : y };
    const next = found[0];
    if (next && next.from === step.to && next.first === step.last) Object.assign(next, { from: step.from, first: step.first });
    else found.unshift(step);
  }
  return found;
}
