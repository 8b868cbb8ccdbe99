export type DraftStore = import('./drafts.js').DraftStore;
/**
 * A draft store whose calls always end: one that has no response in 2 s fails, and while the store does not respond, all calls fail at once, so that no save
 * waits for it.
 * @param {DraftStore} store
 * @returns {DraftStore}
 */
export declare function guarded(store: DraftStore): DraftStore;
