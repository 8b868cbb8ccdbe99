// @ts-check

/** Milliseconds after which a call that has no response is given up. */
const timeout = 2000;

/** Milliseconds after which a store that did not respond is tried again. */
const retryInterval = 10_000;

/** @typedef {import('./drafts.js').DraftStore} DraftStore */

/** All documents of a store share its guard. @type {WeakMap<DraftStore, DraftStore>} */
const guards = new WeakMap();

/**
 * A draft store whose calls always end: one that has no response in 2 s fails, and while the store does not respond, all calls fail at once, so that no save
 * waits for it.
 * @param {DraftStore} store
 * @returns {DraftStore}
 */
export function guarded(store) {
  /** Why calls fail at once; null while the store responds. @type {Error | null} */
  let failure = null;
  let retryAt = 0;
  /**
   * @template Result
   * @param {() => Promise<Result>} work Called now: a page that is unloaded can write only synchronously.
   * @returns {Promise<Result>}
   */
  const call = (work) => new Promise((resolve, reject) => {
    if (failure) reject(failure);
    if (failure && Date.now() < retryAt) return;
    retryAt = Date.now() + retryInterval;
    const timer = setTimeout(() => reject(failure = new Error('The draft store does not respond.')), timeout);
    (async () => work())().finally(() => {
      clearTimeout(timer);
      failure = null;
    }).then(resolve, reject);
  });
  const guard = guards.get(store) ?? {
    list: (user, document) => call(() => store.list(user, document)),
    put: (draft) => call(() => store.put(draft)),
    remove: (key) => call(() => store.remove(key)),
  };
  guards.set(store, guard);
  return guard;
}
