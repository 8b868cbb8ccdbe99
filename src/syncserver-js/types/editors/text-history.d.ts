export type Change = import('./text-changes.js').Change;
export type Step = Change[];
/**
 * What one person can undo and redo in a text that others change meanwhile. A step of the history is mapped through each change of another, so that
 * it reverts the person's own edits only.
 */
export declare class TextHistory {
    #private;
    /** Forgets all steps. */
    clear(): void;
    /**
     * The person edited the text.
     * @param {string} text The text before.
     * @param {Change} change
     * @param {string | null} kind Edits of one kind that follow and touch each other are one step; null for a step of its own.
     * @param {number} now Milliseconds.
     */
    edit(text: string, change: Change, kind: string | null, now: number): void;
    /** Another changed the text. @param {Change[]} changes Ascending, at positions of the text before. */
    rebase(changes: Change[]): void;
    /** The changes that undo the newest step, one after the other. @param {string} text */
    undo(text: string): Step;
    /** The changes that redo the step that was undone last, one after the other. @param {string} text */
    redo(text: string): Step;
}
