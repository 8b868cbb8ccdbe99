// @ts-check

/** @typedef {import('./text-changes.js').Change} Change */

/** Changes that are applied one after the other. @typedef {Change[]} Step */

/** How many steps can be undone. */
const maxSteps = 1000;

/** A pause in typing after which the next letter is a step of its own, in milliseconds. */
const pause = 1000;

/**
 * What one person can undo and redo in a text that others change meanwhile. A step of the history is mapped through each change of another, so that
 * it reverts the person's own edits only.
 */
export class TextHistory {
  /** @type {Step[]} */
  #undo = [];
  /** @type {Step[]} */
  #redo = [];
  /** What kind of edit may extend the newest step; null for none. @type {string | null} */
  #kind = null;
  #editedAt = 0;

  /** Forgets all steps. */
  clear() {
    this.#undo = [];
    this.#redo = [];
    this.#kind = null;
  }

  /**
   * The person edited the text.
   * @param {string} text The text before.
   * @param {Change} change
   * @param {string | null} kind Edits of one kind that follow and touch each other are one step; null for a step of its own.
   * @param {number} now Milliseconds.
   */
  edit(text, change, kind, now) {
    this.#redo = [];
    const last = this.#undo.at(-1)?.at(-1);
    if (kind !== null && kind === this.#kind && now - this.#editedAt < pause && last && change.from <= last.to && change.to >= last.from) {
      this.#undo[this.#undo.length - 1] = [extend(last, text, change)];
    } else {
      this.#undo = [...this.#undo, [inverse(text, change)]].slice(-maxSteps);
    }
    this.#kind = kind;
    this.#editedAt = now;
  }

  /** Another changed the text. @param {Change[]} changes Ascending, at positions of the text before. */
  rebase(changes) {
    // From the last to the first, each is at its position when it is applied.
    const theirs = [...changes].reverse();
    this.#undo = rebased(this.#undo, theirs);
    this.#redo = rebased(this.#redo, theirs);
    this.#kind = null;
  }

  /** The changes that undo the newest step, one after the other. @param {string} text */
  undo(text) {
    return this.#revert(this.#undo, this.#redo, text);
  }

  /** The changes that redo the step that was undone last, one after the other. @param {string} text */
  redo(text) {
    return this.#revert(this.#redo, this.#undo, text);
  }

  /** @param {Step[]} from @param {Step[]} to @param {string} text */
  #revert(from, to, text) {
    const step = from.pop() ?? [];
    /** @type {Step} */
    const reverse = [];
    for (const change of step) {
      reverse.unshift(inverse(text, change));
      text = replace(text, change);
    }
    if (reverse.length > 0) to.push(reverse);
    this.#kind = null;
    return step;
  }
}

/** @param {string} text @param {Change} change */
function replace(text, { from, to, insert }) {
  return text.slice(0, from) + insert + text.slice(to);
}

/** The change that reverts another. @param {string} text The text before. @param {Change} change @returns {Change} */
function inverse(text, { from, to, insert }) {
  return { from, to: from + insert.length, insert: text.slice(from, to) };
}

/**
 * The change that reverts both: an edit, and after it a second one that touches it.
 * @param {Change} last Reverts the first edit.
 * @param {string} text The text between them.
 * @param {Change} change The second edit.
 * @returns {Change}
 */
function extend(last, text, change) {
  const [from, to] = [Math.min(last.from, change.from), Math.max(last.to, change.to)];
  return {
    from, to: to + change.insert.length - (change.to - change.from),
    insert: text.slice(from, last.from) + last.insert + text.slice(last.to, to),
  };
}

/** Steps that follow each other, newest last, after changes of another. @param {Step[]} steps @param {Step} theirs */
function rebased(steps, theirs) {
  /** @type {Step[]} */
  const result = [];
  for (const step of steps.toReversed()) {
    const [mine, later] = cross(step, theirs);
    if (mine.length > 0) result.unshift(mine);
    theirs = later;
  }
  return result;
}

/**
 * Two lists of changes that start at the same text: each as it is applied after the other.
 * @param {Step} ones
 * @param {Step} others
 * @returns {[Step, Step]}
 */
function cross(ones, others) {
  if (ones.length === 0 || others.length === 0) return [ones, others];
  if (ones.length === 1 && others.length === 1) return [transform(ones[0], others[0], true), transform(others[0], ones[0], false)];
  if (ones.length > 1) {
    const [first, rest] = cross(ones.slice(0, 1), others);
    const [second, last] = cross(ones.slice(1), rest);
    return [[...first, ...second], last];
  }
  const [half, first] = cross(ones, others.slice(0, 1));
  const [whole, second] = cross(half, others.slice(1));
  return [whole, [...first, ...second]];
}

/**
 * A change after another one: what the other inserted is kept, what it deleted is not deleted twice.
 * @param {Change} change
 * @param {Change} other
 * @param {boolean} isFirst Whether its text goes first where both insert at one position.
 * @returns {Step}
 */
function transform({ from, to, insert }, other, isFirst) {
  const isBefore = from < other.from || (from === other.from && isFirst);
  const shift = other.insert.length - (other.to - other.from);
  const right = { from: Math.max(from, other.to) + shift, to: Math.max(to, other.to) + shift, insert: isBefore ? '' : insert };
  const left = { from, to: Math.min(to, other.from), insert };
  return (isBefore ? [right, left] : [right]).filter((part) => part.from < part.to || part.insert !== '');
}
