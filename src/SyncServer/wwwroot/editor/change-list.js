// @ts-check
import { hunkOf } from './differ.js';

/** One side of a change. @typedef {{ label: string, value: unknown, changed: boolean, side: 'base' | 'theirs' | 'yours' }} Side */

/** The labels of the fields of a note. @type {Record<string, string>} */
const names = { '': 'Note', '/title': 'Title', '/text': 'Text' };

/** Shows changes by field: the sides next to each other, with the differences highlighted. */
export class ChangeList {
  #list;

  /** @param {HTMLElement} list */
  constructor(list) {
    this.#list = list;
  }

  /**
   * Shows the changes of both sides against the base.
   * @param {import('../client/conflict.js').Change[]} changes
   */
  showConflict(changes) {
    this.#show(changes.map(({ path, base, theirs, yours, by }) => ({
      path,
      sides: [
        { label: 'Before', value: base, changed: false, side: 'base' },
        { label: 'Theirs', value: theirs, changed: by !== 'yours', side: 'theirs' },
        { label: 'Yours', value: yours, changed: by !== 'theirs', side: 'yours' },
      ],
    })));
  }

  /**
   * Shows the differences between an earlier version and the newest.
   * @param {{ path?: string, from?: unknown, to?: unknown }[]} changes
   */
  showDifference(changes) {
    this.#show(changes.map(({ path, from, to }) => ({
      path,
      sides: [
        { label: 'Then', value: from, changed: true, side: 'theirs' },
        { label: 'Now', value: to, changed: true, side: 'yours' },
      ],
    })));
  }

  /** @param {{ path?: string, sides: Side[] }[]} rows */
  #show(rows) {
    this.#list.hidden = rows.length === 0;
    this.#list.replaceChildren(...rows.map(({ path = '', sides }) => {
      const row = box('div', 'change');
      row.append(box('h3', '', names[path] ?? path));
      const values = sides.map(({ value }) => textOf(value));
      sides.forEach(({ label, changed, side }, index) => {
        const cell = box('div', changed ? `side ${side}` : 'side');
        // Each side is compared with the first one, and the first with the next one that differs.
        const other = index === 0 ? values.find((value) => value !== values[0]) ?? values[0] : values[0];
        const { before, changed: words, after } = hunkOf(values[index], other);
        cell.dir = 'auto';
        cell.append(box('h4', '', changed ? `${label}, changed` : label), before, ...(words ? [box('mark', '', words)] : []), after);
        row.append(cell);
      });
      return row;
    }));
  }
}

/** A value as readable text. @param {unknown} value */
function textOf(value) {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

/**
 * @param {string} tag
 * @param {string} name The CSS class.
 * @param {string} [text]
 */
function box(tag, name, text = '') {
  const element = document.createElement(tag);
  element.className = name;
  element.textContent = text;
  return element;
}
