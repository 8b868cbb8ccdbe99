import { ModelLivePosition, ModelLiveRange } from 'ckeditor5';
export type Kept = {
    /**
     * Where it is, also in the graveyard.
     */
    range: ModelLiveRange;
    /**
     * Where it was when undo removed it.
     */
    place: ModelLivePosition | null;
    /**
     * The copy that was put there.
     */
    copy: ModelLiveRange | null;
};
/**
 * Keeps what others wrote within the own text. The editor inserts a text by one operation; when it is undone, all that is in the text by then goes with
 * it to the graveyard, and comes back when it is redone.
 */
export declare class KeptParts {
    #private;
    /** @param {import('ckeditor5').Model} model */
    constructor(model: import('ckeditor5').Model);
    /** An operation of another was applied. @param {import('ckeditor5').Operation} operation */
    applied(operation: import('ckeditor5').Operation): void;
    /** An operation of the user will be applied. @param {import('ckeditor5').Operation} operation */
    applies(operation: import('ckeditor5').Operation): void;
    /** A step was undone or redone. */
    reverted(): void;
    /** Forgets all. */
    clear(): void;
}
