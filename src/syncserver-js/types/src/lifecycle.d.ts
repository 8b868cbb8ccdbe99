export type Callbacks = {
    /**
     * The page may be closed at any moment, or is being closed.
     */
    suspended: (unloading: boolean) => void;
    /**
     * The page is in use again, and whether events and responses may have been missed.
     */
    resumed: (slept: boolean) => void;
};
/**
 * @typedef {object} Callbacks
 * @property {(unloading: boolean) => void} suspended The page may be closed at any moment, or is being closed.
 * @property {(slept: boolean) => void} resumed The page is in use again, and whether events and responses may have been missed.
 */
/**
 * Watches the life cycle of the page: hidden, frozen, unloaded, in use again.
 * @param {Callbacks} callbacks
 * @returns {() => void} Stops watching.
 */
export declare function watchPage({ suspended, resumed }: Callbacks): () => void;
