import { Conflict } from './conflict.js';
export type Ends = {
    /**
     * Sends what is unsent, and asks for a merge or against one.
     */
    send: (conflictId: string | null, merge: boolean) => void;
    show: (conflict: Conflict) => void;
    /**
     * Whether the content is another one than its editor holds.
     */
    settled: (replaced: boolean) => void;
    /**
     * The version that stands may not be read.
     */
    failed: (error: Error) => void;
};
/**
 * @typedef {object} Ends
 * @property {(conflictId: string | null, merge: boolean) => void} send Sends what is unsent, and asks for a merge or against one.
 * @property {(conflict: Conflict) => void} show
 * @property {(replaced: boolean) => void} settled Whether the content is another one than its editor holds.
 * @property {(error: Error) => void} failed The version that stands may not be read.
 */
/** The conflict that waits for a choice, and what follows from each. */
export declare class Settling {
    #private;
    /**
     * @param {import('./transport.js').Transport} transport
     * @param {import('./working-copy.js').WorkingCopy} copy
     * @param {boolean} merge Whether saves are merged where they can be.
     * @param {Ends} ends
     */
    constructor(transport: import('./transport.js').Transport, copy: import('./working-copy.js').WorkingCopy, merge: boolean, ends: Ends);
    /** Whether a conflict waits for its content or for a choice. */
    get busy(): boolean;
    get conflict(): Conflict | null;
    /** Whether its user wants to look first. */
    get kept(): boolean;
    /**
     * @param {import('./conflict.js').ConflictProblem} problem
     * @param {import('./save-state.js').Save} refused
     */
    meet(problem: import('./conflict.js').ConflictProblem, refused: import('./save-state.js').Save): void;
    /** It is settled, or does not matter any more. */
    clear(): void;
}
