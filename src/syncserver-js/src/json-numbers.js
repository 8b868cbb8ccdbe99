// @ts-check
import { newSession } from './session.js';

/** A string, or a number. A number inside a string is not matched. */
const tokens = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;

/** Marks the text of a number. It is random, so that no content contains it. */
const mark = `${newSession()} `;
const marked = new RegExp(`"${mark}([^"]*)"`, 'g');

/**
 * The value of a JSON text, with a marked string in place of each number that JavaScript would write otherwise, such as 9007199254740993, 1e400 or 1.0.
 * @param {string} json
 * @returns {unknown}
 */
function parseMarked(json) {
  return JSON.parse(json.replace(tokens, (token) => (isKept(token) ? token : `"${mark}${token}"`)));
}

/** Whether JavaScript writes each number of a JSON text as it stands there. @param {string} json */
export function isExact(json) {
  return (json.match(tokens) ?? []).every(isKept);
}

/** @param {string} token */
function isKept(token) {
  return token.startsWith('"') || String(Number(token)) === token;
}

/**
 * The JSON text of a content. Numbers that are equal in a text before keep their digits there: an edit of another member does not round them.
 * @param {unknown} content
 * @param {string[]} befores The JSON texts that the content was made from.
 * @returns {string | undefined} undefined if the content is not a JSON value.
 */
export function stringifyExactly(content, befores) {
  const inexact = befores.filter((json) => !isExact(json));
  if (inexact.length === 0) return JSON.stringify(content);
  return JSON.stringify(inexact.map(parseMarked).reduce(restore, content))?.replace(marked, '$1');
}

/**
 * The JSON text without spaces, and with the digits of its numbers.
 * @param {string} json
 */
export function compact(json) {
  return JSON.stringify(parseMarked(json)).replace(marked, '$1');
}

/** @param {any} value @param {any} before Marked. @returns {unknown} */
function restore(value, before) {
  if (isMarked(before)) return Object.is(value, numberOf(before)) ? before : value;
  if (Object(value) !== value || Object(before) !== before || typeof value.toJSON === 'function') return value;
  if (!Array.isArray(value)) return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, restore(one, Object.hasOwn(before, name) ? before[name] : null)]));
  if (!Array.isArray(before)) return value;
  // What was inserted, removed or moved around an element leaves it to be found by its value; what was edited is found by its place from the end.
  const olds = before.map((old) => ({ old, text: unmarked(old) }));
  const found = value.map((one) => {
    const text = JSON.stringify(one);
    const index = olds.findIndex((old) => old.text === text);
    return index < 0 ? null : olds.splice(index, 1)[0];
  });
  let place = olds.length - found.filter((old) => old === null).length;
  return value.map((one, index) => restore(one, (found[index] ?? olds[place++])?.old));
}

/** The JSON text with the numbers as JavaScript writes them. @param {unknown} before Marked. */
function unmarked(before) {
  return JSON.stringify(before, (_, value) => (isMarked(value) ? numberOf(value) : value));
}

/** @param {unknown} value @returns {value is string} */
function isMarked(value) {
  return typeof value === 'string' && value.startsWith(mark);
}

/** @param {string} value Marked. */
function numberOf(value) {
  return Number(value.slice(mark.length));
}
