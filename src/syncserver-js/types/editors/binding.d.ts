export type Field = {
    /**
     * Receives the events of input methods (IME).
     */
    element: EventTarget;
    /**
     * Calls `edited` after each edit of the user, with undo and redo.
     */
    attach: (edited: () => void) => void;
    /**
     * Shows a stored value by the smallest change: caret and selection stay at their text, and undo still
     * covers the user's own edits only. `undefined` and `null` are shown as empty.
     */
    show: (stored: unknown) => void;
    /**
     * The value to store.
     */
    read: () => unknown;
    /**
     * Whether two stored values are shown alike.
     */
    same: (one: unknown, other: unknown) => boolean;
    lock: (readOnly: boolean) => void;
    /**
     * Removes what `attach` added. The editor remains.
     */
    detach: () => void;
};
export type Unrepresentable = {
    /**
     * Where it is in the content; empty for the whole.
     */
    pointer: string;
    /**
     * The stored value.
     */
    stored: unknown;
    /**
     * What the editor would store instead.
     */
    shown: unknown;
    /**
     * Lets the user edit: the first edit stores what the editor holds.
     */
    editAnyway: () => void;
};
export type BindOptions = {
    /**
     * Whether the user may not edit; default false.
     */
    readOnly?: boolean;
    /**
     * Called when an editor became read-only because it cannot hold the content.
     */
    onUnrepresentable?: (content: Unrepresentable) => void;
};
export type Bound = {
    pointer: string;
    field: Field;
    represented: boolean;
    ending: AbortController;
};
/**
 * An editor as a binding drives it. What `show` changes is not an edit: `edited` is not called for it, and it cannot be undone.
 * @typedef {object} Field
 * @property {EventTarget} element Receives the events of input methods (IME).
 * @property {(edited: () => void) => void} attach Calls `edited` after each edit of the user, with undo and redo.
 * @property {(stored: unknown) => void} show Shows a stored value by the smallest change: caret and selection stay at their text, and undo still
 *   covers the user's own edits only. `undefined` and `null` are shown as empty.
 * @property {() => unknown} read The value to store.
 * @property {(one: unknown, other: unknown) => boolean} same Whether two stored values are shown alike.
 * @property {(readOnly: boolean) => void} lock
 * @property {() => void} detach Removes what `attach` added. The editor remains.
 */
/**
 * Stored content that the editor cannot hold without a loss. The editor is read-only until it shows another content, or until `editAnyway` is called.
 * @typedef {object} Unrepresentable
 * @property {string} pointer Where it is in the content; empty for the whole.
 * @property {unknown} stored The stored value.
 * @property {unknown} shown What the editor would store instead.
 * @property {() => void} editAnyway Lets the user edit: the first edit stores what the editor holds.
 */
/**
 * @typedef {object} BindOptions
 * @property {boolean} [readOnly] Whether the user may not edit; default false.
 * @property {(content: Unrepresentable) => void} [onUnrepresentable] Called when an editor became read-only because it cannot hold the content.
 */
/** @typedef {{ pointer: string, field: Field, represented: boolean, ending: AbortController }} Bound */
/**
 * Binds editors to an open document. They show its content, save the user's edits, and show changes of others.
 *
 * Only an edit of the user saves. A change of another is held back while an input method composes text. The editors are read-only while the document is
 * `unreadable` or `closed`.
 * @param {import('../src/syncserver.js').SyncDocument} note
 * @param {Record<string, Field>} fields The editor of each part, by JSON pointer; `''` is the whole content. Other parts are kept as they are.
 * @param {BindOptions} [options]
 */
export declare function bind(note: import('../src/syncserver.js').SyncDocument, fields: Record<string, Field>, options?: BindOptions): Binding;
/** Editors that are bound to a document: see {@link bind}. */
declare class Binding {
    #private;
    /**
     * @param {import('../src/syncserver.js').SyncDocument} note
     * @param {Record<string, Field>} fields
     * @param {BindOptions} options
     */
    constructor(note: import('../src/syncserver.js').SyncDocument, fields: Record<string, Field>, options: BindOptions);
    /** Whether the user may not edit. */
    get readOnly(): boolean;
    set readOnly(readOnly: boolean);
    /** Detaches the editors, and leaves both them and the document open. A second call does nothing. */
    destroy(): void;
}
export {};
