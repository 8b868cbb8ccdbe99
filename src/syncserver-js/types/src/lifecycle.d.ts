export type Ends = {
    /**
     * The page may end at any moment; or does end.
     */
    leave: (ends: boolean) => void;
    /**
     * It is in use again, after so long that nothing is certain or not.
     */
    stay: (slept: boolean) => void;
};
/**
 * @typedef {object} Ends
 * @property {(ends: boolean) => void} leave The page may end at any moment; or does end.
 * @property {(slept: boolean) => void} stay It is in use again, after so long that nothing is certain or not.
 */
/**
 * Watches the page being left, frozen and come back to.
 * @param {Ends} ends
 * @returns {() => void} Stops watching.
 */
export declare function watchPage({ leave, stay }: Ends): () => void;
