// @ts-check

/** Milliseconds after which a call that has no response is given up. */
const timeout = 2000;

/** Milliseconds after which a store that did not respond is tried again. */
const retryInterval = 10_000;

/** @typedef {import('./drafts.js').DraftStore} DraftStore */

/** @type {WeakMap<DraftStore, GuardedDrafts>} */
const guards = new WeakMap();

/**
 * A draft store whose calls always end: one that has no response in 2 s fails, and while the store does not respond, all calls fail at once, so that no save
 * waits for it.
 * @implements {DraftStore}
 */
export class GuardedDrafts {
  #store;
  /** Why calls fail at once; null while the store responds. @type {Error | null} */
  #error = null;
  #retryAt = 0;

  /** All documents of a store share its guard. @param {DraftStore} store */
  static of(store) {
    const guard = guards.get(store) ?? new GuardedDrafts(store);
    guards.set(store, guard);
    return guard;
  }

  /** @param {DraftStore} store */
  constructor(store) {
    this.#store = store;
  }

  /** @param {string} user @param {string} [document] */
  list(user, document) {
    return this.#call(() => this.#store.list(user, document));
  }

  /** @param {import('./drafts.js').Draft} draft */
  put(draft) {
    return this.#call(() => this.#store.put(draft));
  }

  /** @param {import('./drafts.js').DraftKey} key */
  remove(key) {
    return this.#call(() => this.#store.remove(key));
  }

  /**
   * @template Result
   * @param {() => Promise<Result>} call Called now: a page that is unloaded can write only synchronously.
   * @returns {Promise<Result>}
   */
  #call(call) {
    return new Promise((resolve, reject) => {
      if (this.#error) {
        reject(this.#error);
        if (Date.now() < this.#retryAt) return;
      }
      this.#retryAt = Date.now() + retryInterval;
      const timer = setTimeout(() => reject(this.#error = new Error('The draft store does not respond.')), timeout);
      const responded = () => {
        clearTimeout(timer);
        this.#error = null;
      };
      (async () => call())().finally(responded).then(resolve, reject);
    });
  }
}
