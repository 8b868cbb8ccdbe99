// @ts-check
import { createRequire } from 'node:module';
import { randomFrom } from './fault-proxy.js';

// The package is installed beside the client.
const require = createRequire(new URL('../../src/syncserver-js/package.json', import.meta.url));
/** @type {typeof import('quill-delta').default} */
export const Delta = require('quill-delta').default ?? require('quill-delta');

/** @param {() => number} next */
function chooser(next) {
  const below = (/** @type {number} */ limit) => Math.floor(next() * limit);
  /** @template T @param {T[]} items @returns {T} */
  const pick = (items) => items[below(items.length)];
  return { below, pick };
}

/** @param {() => number} next */
function documentOf(next) {
  const { below, pick } = chooser(next);
  let words = 0;
  const delta = new Delta();
  for (let lines = 3 + below(6); lines > 0; lines -= 1) {
    for (let runs = below(4); runs > 0; runs -= 1) {
      const text = Array.from({ length: 1 + below(5) }, () => `b${(words += 1)} `).join('');
      delta.insert(text, below(3) === 0 ? pick([{ bold: true }, { italic: true }, { link: 'a' }]) : undefined);
      if (below(8) === 0) delta.insert({ image: `b${(words += 1)}` });
    }
    delta.insert('\n', below(3) === 0 ? pick([{ header: 1 }, { list: 'bullet' }, { blockquote: true }]) : undefined);
  }
  return delta;
}

/** The lines of a document, each with the places of its words. @param {InstanceType<typeof Delta>} document */
function linesOf(document) {
  /** @type {Array<{ start: number, end: number, words: Array<{ from: number, to: number, number: number }> }>} */
  const lines = [];
  let text = '';
  for (const { insert } of document.ops) text += typeof insert === 'string' ? insert : '\ufffc';
  for (let start = 0; start < text.length;) {
    const end = text.indexOf('\n', start);
    const words = [...text.slice(start, end).matchAll(/b(\d+)/g)].map(({ index, 0: word, 1: number }) => ({ from: start + index, to: start + index + word.length, number: Number(number) }));
    lines.push({ start, end, words });
    start = end + 1;
  }
  return lines;
}

/**
 * One edit, as Quill makes it.
 * @param {() => number} next @param {string} word A new word.
 * @param {ReturnType<typeof linesOf>[number]} line @param {number | undefined} parity Only words with even, or odd, numbers are edited.
 * @returns {InstanceType<typeof Delta> | null}
 */
function editOf(next, word, line, parity) {
  const { below, pick } = chooser(next);
  const words = line.words.filter(({ number }) => parity === undefined || number % 2 === parity);
  const own = words.length > 0 ? pick(words) : null;
  const kind = below(parity === undefined ? 9 : 5);
  if (kind < 2 && own) return new Delta().retain(own.to).insert(` ${word}`);
  if (kind === 2 && own) return new Delta().retain(own.from).delete(own.to - own.from);
  if (kind === 3 && own) return new Delta().retain(own.from).insert(word).delete(own.to - own.from);
  if (kind === 4 && own) return new Delta().retain(own.from).retain(own.to - own.from, pick([{ bold: true }, { italic: null }, { color: 'red' }]));
  if (parity !== undefined) return null;
  if (kind === 5) return new Delta().retain(line.end).retain(1, pick([{ header: 2 }, { list: 'ordered' }, { align: 'right' }]));
  if (kind === 6) return new Delta().retain(line.end + 1).insert(`${word}\n`);
  if (kind === 7 && own) return new Delta().retain(own.to).insert('\n');
  return new Delta().retain(line.start).delete(line.end + 1 - line.start);
}

/**
 * Makes a document and two scripts of deltas.
 * @param {number} seed @param {number} run @param {'lines' | 'words' | 'any'} kind
 */
export function quillTripleOf(seed, run, kind) {
  const next = randomFrom(seed * 1_000_003 + run);
  const { below } = chooser(next);
  const base = documentOf(next);
  const count = linesOf(base).length;
  const cut = 1 + below(count - 1);
  const shared = below(count);
  const scripts = ['t', 'y'].map((prefix, side) => {
    let script = new Delta();
    let document = base;
    for (let edits = 1 + below(4), word = 0; edits > 0; edits -= 1) {
      const lines = linesOf(document);
      const grown = lines.length - count;
      const index = kind === 'words' ? shared : kind === 'any' ? below(lines.length) : side === 0 ? below(cut + grown) : cut + below(lines.length - cut);
      const isOwn = lines.length > 1 && (kind !== 'lines' || (side === 0 ? cut + grown > 0 : lines.length > cut));
      const edit = isOwn ? editOf(next, `${prefix}${(word += 1)}`, lines[index], kind === 'words' ? side : undefined) : null;
      if (edit) {
        script = script.compose(edit);
        document = document.compose(edit);
      }
    }
    return { script, document };
  });
  return { base, scripts };
}
