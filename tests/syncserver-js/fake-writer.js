// @ts-check
import assert from 'node:assert/strict';
import { MemoryDrafts, openDocument } from '../../src/syncserver-js/src/syncserver.js';

/** @typedef {import('../../src/syncserver-js/src/syncserver.js').SyncDocument} SyncDocument */
/** @typedef {Record<string, string[]>} Content Lists of words, by the name of a field. */

/**
 * How the writers of a walk behave.
 * @typedef {object} Manners
 * @property {boolean} merge
 * @property {boolean} ownFields Whether each writes in a field of its own only.
 * @property {boolean} deletes Whether the document is deleted now and then.
 * @property {'none' | 'kept' | 'unkept'} crashes Whether instances crash; with `unkept`, saves may leave that are in no draft.
 */

/** All words of a content. @param {unknown} content @returns {string[]} */
export const wordsOf = (content) => Object.values(/** @type {Content} */ (content ?? {})).flat();

/** What is known of the words of a walk. */
export class Book {
  /** Every word that was typed, and that no crash may have lost. @type {Set<string>} */
  typed = new Set();
  /** The words that somebody removed who had seen them. @type {Set<string>} */
  removed = new Set();
  /** What was lost in a crash before it was kept; it may have arrived. @type {Set<string>} */
  uncertain = new Set();
  conflicts = 0;
  crashes = 0;

  /** One content takes the place of another one, which was seen. @param {unknown} before @param {unknown} after */
  replace(before, after) {
    const left = new Set(wordsOf(after));
    for (const word of wordsOf(before)) if (!left.has(word)) this.removed.add(word);
  }
}

/** Drafts on a slow disk that a crash cuts off: what comes after it is not kept, nor what was being written. */
class CrashingDrafts {
  crashed = false;
  /** The words of all drafts that were kept. @type {Set<string>} */
  kept = new Set();
  #drafts;
  #write;
  /** @type {Promise<void>} */
  #last = Promise.resolve();

  /**
   * @param {MemoryDrafts} drafts
   * @param {() => Promise<void>} write Takes as long as the disk does.
   */
  constructor(drafts, write) {
    this.#drafts = drafts;
    this.#write = write;
  }

  /** @param {() => Promise<void>} change */
  #inOrder(change) {
    return this.#last = this.#last.then(this.#write).then(() => (this.crashed ? undefined : change()));
  }

  /** @param {string} document */
  list(document) {
    return this.#drafts.list(document);
  }

  /** @param {import('../../src/syncserver-js/src/drafts.js').Draft} draft */
  put(draft) {
    return this.#inOrder(async () => {
      if (draft.content !== null) wordsOf(JSON.parse(String(draft.content))).forEach((word) => this.kept.add(word));
      await this.#drafts.put(draft);
    });
  }

  /** @param {string} document @param {string} id */
  remove(document, id) {
    return this.#inOrder(() => this.#drafts.remove(document, id));
  }
}

/** Somebody who writes in one document, in one instance after the other. */
export class FakeWriter {
  #world;
  #name;
  #random;
  #manners;
  #book;
  #drafts = new MemoryDrafts();
  #store;
  #count = 0;
  /** What the editor shows. @type {unknown} */
  #shown = null;
  /** @type {SyncDocument | null} */
  document = null;

  /**
   * @param {import('./fake-world.js').FakeWorld} world
   * @param {string} name
   * @param {() => number} random
   * @param {Manners} manners
   * @param {Book} book
   */
  constructor(world, name, random, manners, book) {
    this.#world = world;
    this.#name = name;
    this.#random = random;
    this.#manners = manners;
    this.#book = book;
    this.#store = this.#mount();
  }

  #mount() {
    return new CrashingDrafts(this.#drafts, () => this.#world.wait(this.#random() * 30));
  }

  /** Writes for a while, and is done when all is saved. @param {number} edits */
  async write(edits) {
    let document = await this.#open();
    for (let edit = 0; edit < edits; edit++) {
      if (document.conflict) await this.#choose(document);
      else this.#edit(document);
      await this.#world.wait(this.#random() < 0.05 ? 40_000 : this.#random() * 150);
      if (this.#random() < 0.3) void document.flush();
      const fate = this.#random();
      if (this.#manners.crashes !== 'none' && fate < 0.06) document = await this.#crash(document);
      else if (fate > 0.97) document = await this.#reopen(document);
    }
    await this.#settle(document);
  }

  /** @param {SyncDocument} document */
  async #settle(document) {
    for (;;) {
      const { state, error } = await document.flush();
      if (state === 'saved') return;
      assert.ok(document.conflict, `${this.#name}: ${state}, ${error}`);
      await this.#choose(document);
    }
  }

  async #open() {
    for (let attempt = 0; ; attempt++) {
      this.#store = this.#mount();
      try {
        const document = await openDocument('http://sync.test/v1/notes/one', {
          merge: this.#manners.merge, drafts: this.#store, user: this.#name, debounce: 5, maxWait: 60, maxInFlight: 1 + Math.floor(this.#random() * 6),
        });
        this.document = document;
        this.#shown = document.content;
        // An editor shows what the client hands it, and nothing else.
        document.onRemoteChange = ({ content, pending }) => {
          if (!pending) this.#shown = content;
        };
        document.onConflict = () => this.#book.conflicts++;
        document.onStatus = ({ state }) => {
          if (state === 'saved' && !this.#store.crashed) wordsOf(document.content).forEach((word) => this.#store.kept.add(word));
        };
        return document;
      } catch (error) {
        if (attempt === 100) throw error;
        await this.#world.wait(100);
      }
    }
  }

  /** @param {SyncDocument} document */
  #edit(document) {
    assert.deepEqual(this.#shown, document.content);
    if (this.#manners.deletes && this.#random() < 0.05) {
      this.#book.replace(document.content, null);
      this.#shown = null;
      return document.delete();
    }
    const before = /** @type {Content} */ (document.content ?? {});
    const fields = this.#manners.ownFields ? [this.#name] : ['a', 'b', this.#name];
    const field = fields[Math.floor(this.#random() * fields.length)];
    const words = [...before[field] ?? []];
    if (words.length > 0 && this.#random() < 0.25) {
      words.splice(Math.floor(this.#random() * words.length), 1);
    } else {
      words.push(`${this.#name}${++this.#count}`);
      this.#book.typed.add(`${this.#name}${this.#count}`);
    }
    this.#shown = { ...before, [field]: words };
    this.#book.replace(before, this.#shown);
    document.save(this.#shown);
  }

  /** @param {SyncDocument} document */
  async #choose(document) {
    const { conflict } = document;
    if (!conflict) return;
    if (this.#random() < 0.3) conflict.later();
    await this.#world.wait(this.#random() * 2000);
    if (this.#random() < 0.3) this.#edit(document);
    const theirs = /** @type {Content} */ (conflict.theirs ?? {});
    const mine = /** @type {Content} */ (document.content ?? {});
    const choice = this.#random();
    if (conflict.mergeable && choice < 0.4) {
      conflict.merge();
    } else if (choice < 0.6) {
      this.#book.replace(mine, theirs);
      conflict.takeTheirs();
    } else if (choice < 0.8) {
      this.#book.replace(theirs, mine);
      conflict.keepMine();
    } else {
      // Word by word: what either has that was not removed on purpose.
      const both = Object.fromEntries(Object.keys({ ...theirs, ...mine }).map((field) => [
        field, [...new Set([...theirs[field] ?? [], ...mine[field] ?? []])].filter((word) => !this.#book.removed.has(word)),
      ]));
      conflict.save(both);
    }
    this.#shown = document.content;
  }

  /** @param {SyncDocument} document */
  async #crash(document) {
    this.#book.crashes++;
    this.#store.crashed = true;
    if (this.#manners.crashes === 'unkept') {
      if (!document.conflict) this.#edit(document);
      void document.flush();
      await this.#world.wait(this.#random() * 100);
    }
    for (const word of this.#book.typed) {
      if (!word.startsWith(this.#name) || this.#store.kept.has(word)) continue;
      this.#book.uncertain.add(word);
    }
    await document.close();
    return this.#open();
  }

  /** @param {SyncDocument} document */
  async #reopen(document) {
    await document.close();
    return this.#open();
  }
}
