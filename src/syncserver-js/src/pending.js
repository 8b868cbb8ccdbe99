// @ts-check
/** @typedef {import('./content.js').Body} Body */

/**
 * What waits to be sent: bodies, and null for a delete. Two saves are one, the newest; a delete between them stays, because
 * what comes after it is a new document.
 */
export class Pending {
  /** @type {(Body | null)[]} */
  #steps;

  /** @param {readonly (Body | null)[]} [steps] */
  constructor(steps = []) {
    this.#steps = [...steps];
  }

  /** Whether nothing waits. */
  get empty() {
    return this.#steps.length === 0;
  }

  /** Whether a delete comes next. */
  get deletes() {
    return this.#steps[0] === null;
  }

  /** All steps, for the draft. */
  get steps() {
    return [...this.#steps];
  }

  /** @param {Body | null} step */
  add(step) {
    if (step !== null && !this.empty && this.#steps.at(-1) !== null) this.#steps.pop();
    if (step !== null || this.#steps.at(-1) !== null) this.#steps.push(step);
  }

  /** The next step, which waits no longer. @returns {Body | null} */
  take() {
    return this.#steps.shift() ?? null;
  }

  /** A step that was sent in vain waits again, if nothing newer holds all that it does. @param {Body | null} step */
  putBack(step) {
    if (step === null || this.empty || this.deletes) this.#steps.unshift(step);
  }

  /** Only this waits. @param {Body | null} step */
  reset(step) {
    this.#steps = [step];
  }

  clear() {
    this.#steps = [];
  }
}
