export type DraftStore = import('./drafts.js').DraftStore;
/**
 * A draft store whose calls always end: one that has no response in 2 s fails, and while the store does not respond, all calls fail at once, so that no save
 * waits for it.
 * @implements {DraftStore}
 */
export declare class GuardedDrafts implements DraftStore {
    #private;
    /** All documents of a store share its guard. @param {DraftStore} store */
    static of(store: DraftStore): GuardedDrafts;
    /** @param {DraftStore} store */
    constructor(store: DraftStore);
    /** @param {string} user @param {string} [document] */
    list(user: string, document?: string): Promise<import("./drafts.js").Draft[]>;
    /** @param {import('./drafts.js').Draft} draft */
    put(draft: import('./drafts.js').Draft): Promise<void>;
    /** @param {import('./drafts.js').DraftKey} key */
    remove(key: import('./drafts.js').DraftKey): Promise<void>;
}
