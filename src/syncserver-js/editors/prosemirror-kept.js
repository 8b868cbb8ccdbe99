// @ts-check

/** @typedef {import('prosemirror-state').EditorState} EditorState @typedef {import('prosemirror-state').Transaction} Transaction */

/** A part of the document that another wrote. @typedef {{ from: number, to: number }} Range */

/** How many ranges are known; of older ones, undo may delete those within the own text. */
const maxRanges = 1000;

/**
 * The ranges after a transaction.
 * @param {Transaction} transaction
 * @param {Range[]} ranges
 * @param {boolean} isTheirs Whether it shows a change of another.
 * @returns {Range[]}
 */
export function trackRanges(transaction, ranges, isTheirs) {
  if (!transaction.docChanged) return ranges;
  const kept = ranges.map(({ from, to }) => ({ from: transaction.mapping.map(from, 1), to: transaction.mapping.map(to, -1) }));
  const inserted = insertedBy([transaction]);
  return [...isTheirs ? kept : without(kept, inserted), ...isTheirs ? inserted : []].filter(({ from, to }) => from < to).slice(-maxRanges);
}

/** The ranges without the person's own text in them. @param {Range[]} ranges @param {Range[]} own */
function without(ranges, own) {
  return own.reduce((parts, cut) => parts.flatMap(({ from, to }) => (
    [{ from, to: Math.min(to, cut.from) }, { from: Math.max(from, cut.to), to }].filter((part) => part.from < part.to))), ranges);
}

/**
 * Puts back what a step of the history deleted of another's words, because they were within the own text: a step of ProseMirror covers all that is
 * between its ends.
 * @param {readonly Transaction[]} transactions
 * @param {EditorState} before
 * @param {EditorState} after
 * @param {Range[]} ranges The ranges before.
 * @returns {{ transaction: Transaction, ranges: Range[] } | null} null where nothing was lost.
 */
export function restore(transactions, before, after, ranges) {
  const { tr } = after;
  /** @param {number} position @param {-1 | 1} side */
  const map = (position, side) => transactions.reduce((result, { mapping }) => mapping.map(result, side), position);
  const inserted = insertedBy(transactions);
  /** @type {Range[]} */
  const found = [];
  for (const { from, to } of ranges) {
    if (map(to, -1) - map(from, 1) >= to - from) continue;
    const text = before.doc.textBetween(from, to, '\n', '\0');
    // After undo was repaired, redo brings back the own text with the other's within.
    const [place] = inserted.flatMap((range) => {
      const index = after.doc.textBetween(range.from, range.to, '\n', '\0').indexOf(text);
      return index < 0 ? [] : [range.from + index];
    });
    const start = tr.mapping.map(place ?? map(from, -1));
    if (place === undefined) tr.replace(start, start, before.doc.slice(from, to));
    found.push({ from: start, to: start + to - from });
  }
  return found.length > 0 ? { transaction: tr, ranges: found } : null;
}

/** What transactions inserted, at positions after the last one. @param {readonly Transaction[]} transactions */
function insertedBy(transactions) {
  /** @type {Range[]} */
  const ranges = [];
  for (const [index, { mapping }] of transactions.entries()) {
    mapping.maps.forEach((map, step) => map.forEach((_start, _end, from, to) => {
      const later = [mapping.slice(step + 1), ...transactions.slice(index + 1).map((transaction) => transaction.mapping)];
      const [start, end] = later.reduce(([one, other], next) => [next.map(one, 1), next.map(other, -1)], [from, to]);
      if (start < end) ranges.push({ from: start, to: end });
    }));
  }
  return ranges;
}
