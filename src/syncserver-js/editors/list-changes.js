// @ts-check

/**
 * Items of one list that others replace.
 * @typedef {object} ListChange
 * @property {number} from The first item in the one list.
 * @property {number} to Behind the last one.
 * @property {number} first The first item in the other list.
 * @property {number} last Behind the last one.
 */

/** The comparison takes time and memory in proportion to the square of this. */
const maxDistance = 1000;

/** Where each item starts, by the sizes of the items, and where the last one ends. @param {number[]} sizes @param {number} [start] */
export function offsets(sizes, start = 0) {
  const result = [start];
  for (const size of sizes) result.push(result[result.length - 1] + size);
  return result;
}

/**
 * Moves what was inserted or deleted, among equal neighbours, to where a person would have edited: the end of a line, else the edge of a word, else
 * the first place. `ab ab` with another ` ab` has it at its end, not within the first word.
 * @param {ArrayLike<string>} one
 * @param {ArrayLike<string>} other
 * @param {ListChange[]} changes
 * @param {(change: ListChange) => boolean} isAllowed
 * @returns {ListChange[]}
 */
export function placed(one, other, changes, isAllowed) {
  let low = 0;
  return changes.map((change, index) => {
    const { from, to, first, last } = change;
    const high = changes[index + 1]?.from ?? one.length;
    const [list, start, end] = from < to ? [one, from, to] : [other, first, last];
    const shifted = (/** @type {number} */ shift) => ({ from: from + shift, to: to + shift, first: first + shift, last: last + shift });
    let best = { shift: 0, score: isAllowed(change) ? edge(list, start) + edge(list, end) : -1 };
    let shift = 0;
    // What is replaced by something else stays.
    if (from === to || first === last) {
      while (from + shift > low && list[start + shift - 1] === list[end + shift - 1]) shift--;
      for (let more = true; more; shift++) {
        const score = edge(list, start + shift) + edge(list, end + shift);
        if ((score > best.score || (score === best.score && shift < best.shift)) && isAllowed(shifted(shift))) best = { shift, score };
        more = to + shift < high && list[start + shift] === list[end + shift];
      }
    }
    low = to + best.shift;
    return shifted(best.shift);
  });
}

/** How likely an edit starts or ends here. @param {ArrayLike<string>} list @param {number} index */
function edge(list, index) {
  const [before, after] = [list[index - 1], list[index]];
  if (after === undefined || after === '\n') return 3;
  if (before === undefined || before === '\n') return 2;
  return isWord(before) && isWord(after) ? 0 : 1;
}

/** @param {string} item */
function isWord(item) {
  return /[\p{L}\p{N}\p{M}]$/u.test(item);
}

/**
 * The smallest differences of two lists, by the algorithm of Myers.
 * @param {string[]} one
 * @param {string[]} other
 * @returns {ListChange[] | null} Ascending; null for lists that differ in more than 1,000 items.
 */
export function listChanges(one, other) {
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
