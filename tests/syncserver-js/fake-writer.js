// @ts-check
import assert from 'node:assert/strict';
import { MemoryDrafts } from '../../src/syncserver-js/src/memory-drafts.js';
import { openDocument } from '../../src/syncserver-js/src/syncserver.js';

/** @typedef {import('../../src/syncserver-js/src/syncserver.js').SyncDocument} SyncDocument */
/** @typedef {Record<string, string[]>} Content Lists of words, by the name of a field. */

/**
 * How the writers of a walk act.
 * @typedef {object} Behaviour
 * @property {boolean} merge
 * @property {boolean} ownFields Whether each writes in its own field only.
 * @property {boolean} deletes Whether the document is deleted at times.
 * @property {boolean} storeFails Whether the draft store fails at times, or does not respond.
 * @property {'none' | 'drafted' | 'undrafted'} crashes Whether instances crash; with `undrafted`, saves may be sent that are in no draft.
 */

/** All words of a content. @param {unknown} content @returns {string[]} */
export const wordsOf = (content) => Object.values(/** @type {Content} */ (content ?? {})).flat();

/** The words of a walk, and what has to become of them. */
export class WordLog {
  /** Every word that was typed. @type {Set<string>} */
  typed = new Set();
  /** The words that a writer removed after having seen them. @type {Set<string>} */
  removed = new Set();
  /** The words that a crash may have lost, because they were in no draft yet. @type {Set<string>} */
  uncertain = new Set();
  conflicts = 0;
  crashes = 0;

  /** A writer replaces a content that was shown. @param {unknown} before @param {unknown} after */
  replace(before, after) {
    const left = new Set(wordsOf(after));
    for (const word of wordsOf(before)) if (!left.has(word)) this.removed.add(word);
  }
}

/** Drafts on a slow disk. What was not written at a crash is lost, a write in progress included. */
class CrashingDrafts {
  crashed = false;
  /** The words of all drafts that were written. @type {Set<string>} */
  written = new Set();
  #drafts;
  #delay;
  #fault;
  /** @type {Promise<void>} */
  #last = Promise.resolve();

  /**
   * @param {MemoryDrafts} drafts
   * @param {() => Promise<void>} delay How long a write takes.
   * @param {() => 'none' | 'fails' | 'hangs'} fault What happens to the next write.
   */
  constructor(drafts, delay, fault) {
    this.#drafts = drafts;
    this.#delay = delay;
    this.#fault = fault;
  }

  /** @param {() => Promise<void>} change */
  #inOrder(change) {
    const fault = this.#fault();
    if (fault === 'fails') return Promise.reject(new Error('The disk failed.'));
    if (fault === 'hangs') return /** @type {Promise<void>} */ (new Promise(() => {}));
    return this.#last = this.#last.then(this.#delay).then(() => (this.crashed ? undefined : change()));
  }

  /** @param {string} user @param {string} [document] */
  list(user, document) {
    return this.#drafts.list(user, document);
  }

  /** @param {import('../../src/syncserver-js/src/drafts.js').Draft} draft */
  put(draft) {
    return this.#inOrder(async () => {
      if (draft.content !== null) wordsOf(JSON.parse(String(draft.content))).forEach((word) => this.written.add(word));
      await this.#drafts.put(draft);
    });
  }

  /** @param {import('../../src/syncserver-js/src/drafts.js').DraftKey} key */
  remove(key) {
    return this.#inOrder(() => this.#drafts.remove(key));
  }
}

/** A writer of one document, in one instance after the other. */
export class FakeWriter {
  #world;
  #name;
  #random;
  #behaviour;
  #log;
  #drafts = new MemoryDrafts();
  #store;
  #count = 0;
  /** The content that the editor shows. @type {unknown} */
  #shown = null;
  /** @type {SyncDocument | null} */
  document = null;

  /**
   * @param {import('./fake-world.js').FakeWorld} world
   * @param {string} name
   * @param {() => number} random
   * @param {Behaviour} behaviour
   * @param {WordLog} log
   */
  constructor(world, name, random, behaviour, log) {
    this.#world = world;
    this.#name = name;
    this.#random = random;
    this.#behaviour = behaviour;
    this.#log = log;
    this.#store = this.#mount();
  }

  #mount() {
    const fault = () => {
      const random = this.#behaviour.storeFails ? this.#random() : 1;
      return random < 0.1 ? 'fails' : random < 0.15 ? 'hangs' : 'none';
    };
    return new CrashingDrafts(this.#drafts, () => this.#world.wait(this.#random() * 30), fault);
  }

  /** Makes some changes, and completes once all is saved. @param {number} edits */
  async write(edits) {
    let document = await this.#open();
    for (let edit = 0; edit < edits; edit++) {
      if (document.pendingConflict) await this.#choose(document);
      else this.#edit(document);
      await this.#world.wait(this.#random() < 0.05 ? 40_000 : this.#random() * 150);
      if (this.#random() < 0.3) void document.flush();
      const fate = this.#random();
      if (this.#behaviour.crashes !== 'none' && fate < 0.06) document = await this.#crash(document);
      else if (fate > 0.97) document = await this.#reopen(document);
    }
    await this.#finish(document);
  }

  /** @param {SyncDocument} document */
  async #finish(document) {
    for (;;) {
      const { state, error } = await document.flush();
      if (state === 'saved') return;
      // It was opened offline, and nothing is unsaved.
      if (state === 'retrying') await this.#world.wait(1000);
      else assert.ok(document.pendingConflict, `${this.#name}: ${state}, ${error}`);
      await this.#choose(document);
    }
  }

  async #open() {
    for (let attempt = 0; ; attempt++) {
      this.#store = this.#mount();
      try {
        const document = await openDocument('http://sync.test/v1/notes/one', {
          merge: this.#behaviour.merge, drafts: this.#store, user: this.#name, debounce: 5, maxWait: 60, maxInFlight: 1 + Math.floor(this.#random() * 6),
        });
        this.document = document;
        this.#shown = document.content;
        // The editor shows what the client reports, and nothing else.
        document.onRemoteChange = ({ content, applied }) => {
          if (applied) this.#shown = content;
        };
        document.onConflict = () => this.#log.conflicts++;
        document.onStatusChange = ({ state }) => {
          if (state === 'saved' && !this.#store.crashed) wordsOf(document.content).forEach((word) => this.#store.written.add(word));
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
    if (this.#behaviour.deletes && this.#random() < 0.05) {
      this.#log.replace(document.content, null);
      this.#shown = null;
      return document.delete();
    }
    const before = /** @type {Content} */ (document.content ?? {});
    const fields = this.#behaviour.ownFields ? [this.#name] : ['a', 'b', this.#name];
    const field = fields[Math.floor(this.#random() * fields.length)];
    const words = [...before[field] ?? []];
    if (words.length > 0 && this.#random() < 0.25) {
      words.splice(Math.floor(this.#random() * words.length), 1);
    } else {
      words.push(`${this.#name}${++this.#count}`);
      this.#log.typed.add(`${this.#name}${this.#count}`);
    }
    this.#shown = { ...before, [field]: words };
    this.#log.replace(before, this.#shown);
    document.save(this.#shown);
  }

  /** @param {SyncDocument} document */
  async #choose(document) {
    const { pendingConflict: conflict } = document;
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
      this.#log.replace(mine, theirs);
      conflict.takeTheirs();
    } else if (choice < 0.8) {
      this.#log.replace(theirs, mine);
      conflict.keepMine();
    } else {
      // Word by word: all that either side has, except what was removed on purpose.
      const both = Object.fromEntries(Object.keys({ ...theirs, ...mine }).map((field) => [
        field, [...new Set([...theirs[field] ?? [], ...mine[field] ?? []])].filter((word) => !this.#log.removed.has(word)),
      ]));
      conflict.save(both);
    }
    this.#shown = document.content;
  }

  /** @param {SyncDocument} document */
  async #crash(document) {
    this.#log.crashes++;
    this.#store.crashed = true;
    if (this.#behaviour.crashes === 'undrafted') {
      if (!document.pendingConflict) this.#edit(document);
      void document.flush();
      await this.#world.wait(this.#random() * 100);
    }
    this.#doubt();
    await document.close(true);
    return this.#open();
  }

  /** What is in no draft may be lost. */
  #doubt() {
    for (const word of this.#log.typed) {
      if (word.startsWith(this.#name) && !this.#store.written.has(word)) this.#log.uncertain.add(word);
    }
  }

  /** @param {SyncDocument} document */
  async #reopen(document) {
    await document.close(this.#random() < 0.5);
    if (this.#behaviour.storeFails) this.#doubt();
    return this.#open();
  }
}
