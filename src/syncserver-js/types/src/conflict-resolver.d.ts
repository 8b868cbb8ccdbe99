import { Conflict } from './conflict.js';
export type Callbacks = {
    /**
     * Sends the pending change; `merge` is what the choice asks for,
     * undefined where the document's option decides.
     */
    send: (conflictId: string | null, merge: boolean | undefined) => void;
    /**
     * The conflict has its content, and waits for a choice.
     */
    detected: (conflict: Conflict) => void;
    resolved: () => void;
    /**
     * The content of the newest version cannot be read or shown.
     */
    failed: (error: Error) => void;
};
/**
 * @typedef {object} Callbacks
 * @property {(conflictId: string | null, merge: boolean | undefined) => void} send Sends the pending change; `merge` is what the choice asks for,
 *   undefined where the document's option decides.
 * @property {(conflict: Conflict) => void} detected The conflict has its content, and waits for a choice.
 * @property {() => void} resolved
 * @property {(error: Error) => void} failed The content of the newest version cannot be read or shown.
 */
/** The conflict that waits for a choice, and what each choice does. */
export declare class ConflictResolver {
    #private;
    /**
     * @param {import('./transport.js').Transport} transport
     * @param {import('./working-copy.js').WorkingCopy} copy
     * @param {import('./editor.js').Editor} editor
     * @param {Callbacks} callbacks
     */
    constructor(transport: import('./transport.js').Transport, copy: import('./working-copy.js').WorkingCopy, editor: import('./editor.js').Editor, callbacks: Callbacks);
    /** Whether a conflict waits for its content or for a choice. */
    get busy(): boolean;
    /** The conflict that waits for a choice. */
    get pendingConflict(): Conflict | null;
    /** Whether the choice was postponed. */
    get postponed(): boolean;
    /**
     * A save met another version.
     * @param {import('./conflict.js').ConflictProblem} problem
     * @param {import('./save-state.js').Save} refused
     */
    start(problem: import('./conflict.js').ConflictProblem, refused: import('./save-state.js').Save): void;
    /** Forgets the conflict: it is resolved, or the document is closed. */
    clear(): void;
}
