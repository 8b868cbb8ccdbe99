// @ts-check
import { ProblemError } from '../client/syncserver.js';

/** A lock as the server lists it. @typedef {{ lockId: string, scope: string, holder: { name: string }, expiresAt: string }} Held */

/** A part of the note that can be locked. @typedef {{ scope: string, button: HTMLElement, notice: HTMLElement }} Part */

/** The polling interval in milliseconds, in case an event is missed. */
const interval = 10_000;

/** Acquires and releases the user's locks, and disables the parts that others have locked. */
export class FieldLocks {
  #parts;
  #forbid;
  #say;
  /** @type {import('../client/document.js').SyncDocument | null} */
  #note = null;
  #list = async () => /** @type {Held[]} */ ([]);
  /** The user's locks by scope. @type {Map<string, import('../client/locks.js').Lock>} */
  #own = new Map();
  #taking = false;

  /**
   * @param {Part[]} parts
   * @param {(scope: string, locked: boolean) => void} forbid Makes a part read-only.
   * @param {(words: string) => void} say
   */
  constructor(parts, forbid, say) {
    this.#parts = parts;
    this.#forbid = forbid;
    this.#say = say;
    for (const part of parts) part.button.addEventListener('click', () => void this.#toggle(part));
    setInterval(() => document.hidden || void this.look(), interval);
  }

  /**
   * @param {import('../client/document.js').SyncDocument} note
   * @param {() => Promise<Held[]>} list
   */
  follow(note, list) {
    this.#note = note;
    this.#list = list;
    this.#own.clear();
    note.onLockChange = () => void this.look();
    this.#show([]);
    void this.look();
  }

  /** The note is closed. */
  leave() {
    this.#note = null;
  }

  /** Reads the list of locks. A failure is ignored, as the list is polled. */
  async look() {
    const note = this.#note;
    if (!note || this.#taking) return;
    const held = await this.#list().catch(() => null);
    if (held && note === this.#note && !this.#taking) this.#show(held);
  }

  /** @param {Held[]} held */
  #show(held) {
    const own = new Set([...this.#own.values()].map(({ id }) => id));
    for (const { scope, button, notice } of this.#parts) {
      const other = held.find((lock) => !own.has(lock.lockId) && overlap(lock.scope, scope));
      const words = other ? `${other.holder.name} has locked this.` : '';
      if (words && words !== notice.textContent) this.#say(words);
      notice.textContent = words;
      notice.hidden = !other;
      this.#forbid(scope, Boolean(other));
      button.hidden = Boolean(other);
      button.setAttribute('aria-pressed', String(this.#own.has(scope)));
    }
  }

  /** @param {Part} part */
  async #toggle({ scope }) {
    const note = this.#note;
    if (!note || this.#taking) return;
    this.#taking = true;
    try {
      const mine = this.#own.get(scope);
      this.#own.delete(scope);
      if (mine) await mine.release();
      else await this.#take(note, scope);
    } catch (error) {
      this.#say(error instanceof ProblemError ? error.message : 'The server cannot be reached.');
    } finally {
      this.#taking = false;
    }
    await this.look();
  }

  /**
   * @param {import('../client/document.js').SyncDocument} note
   * @param {string} scope
   */
  async #take(note, scope) {
    const lock = await note.lock(scope);
    lock.onLost = () => {
      this.#own.delete(scope);
      void this.look();
    };
    this.#own.set(scope, lock);
  }
}

/**
 * Whether two scopes overlap (docs/protocol.md, section 7).
 * @param {string} one
 * @param {string} other
 */
function overlap(one, other) {
  return one === other || one === '' || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);
}
