// @ts-check
import { element } from './elements.js';

/** How long a line stays, in milliseconds. */
const life = 5000;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** Shows a line for a moment, and announces it. @param {string} words */
export function toast(words) {
  clearTimeout(timer);
  element('toast').textContent = words;
  timer = setTimeout(() => (element('toast').textContent = ''), life);
}
