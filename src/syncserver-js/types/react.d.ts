export type SyncDocument = import('./src/syncserver.js').SyncDocument;
export type Conflict = import('./src/syncserver.js').Conflict;
export type OpenOptions = import('./src/syncserver.js').OpenOptions;
export type Status = import('./src/status.js').Status;
export type ReactNode = import('react').ReactNode;
export type ReactElement = import('react').ReactElement;
export type Snapshot = {
    /**
     * The open document; null until it is open.
     */
    note: SyncDocument | null;
    /**
     * The content at the last change of the status, change of another, or `save` of the hook.
     */
    content: unknown;
    /**
     * null until the document is open.
     */
    status: Status | null;
    /**
     * The conflict that waits for a choice.
     */
    conflict: Conflict | null;
    /**
     * Why the document could not be opened.
     */
    error: Error | null;
};
/**
 * Opens a document while the component is mounted. Components with the same address, and the same `user`, share it; the options of the first are used.
 * @param {string | URL} url `…/v1/{collection}/{id}`
 * @param {OpenOptions} [options] Changes take effect when the document is opened the next time.
 * @returns {Snapshot & { save: (content: unknown) => void, retry: () => void }} `save` takes the content after each change of the user; `retry` opens
 *   the document again after an `error`.
 */
export declare function useSyncDocument(url: string | URL, options?: OpenOptions): Snapshot & {
    save: (content: unknown) => void;
    retry: () => void;
};
/**
 * Binds a `<textarea>` or `<input>` to a string of a document: caret, undo and composition survive changes of others.
 * @param {SyncDocument | null} note
 * @param {string} [pointer] The JSON pointer of the string; default the whole content.
 * @param {import('./editors/binding.js').BindOptions} [options] Changes take effect when the field is bound the next time.
 * @returns {(element: HTMLTextAreaElement | HTMLInputElement | null) => void} The `ref` of the element, which has neither `value` nor `defaultValue`.
 */
export declare function useTextField(note: SyncDocument | null, pointer?: string, options?: import('./editors/binding.js').BindOptions): (element: HTMLTextAreaElement | HTMLInputElement | null) => void;
/** The words of {@link StatusBadge}. */
declare const statusLabels: {
    saved: string;
    saving: string;
    retrying: string;
    conflict: string;
    postponed: string;
    unreadable: string;
    refused: string;
    closed: string;
    opening: string;
};
/**
 * The status in words: a `<span class="syncserver-status" data-state="saved">`.
 * @param {{ status: Status | null, error?: Error | null, labels?: Partial<typeof statusLabels>, className?: string,
 *   children?: (status: Status | null, label: string) => ReactNode }} props `error` is why the document could not be opened. `children` renders the
 *   inside instead.
 * @returns {ReactElement}
 */
export declare function StatusBadge({ status, error, labels, className, children }: {
    status: Status | null;
    error?: Error | null;
    labels?: Partial<typeof statusLabels>;
    className?: string;
    children?: (status: Status | null, label: string) => ReactNode;
}): ReactElement;
/** The words of {@link ConflictDialog}. */
declare const conflictLabels: {
    title: string;
    deleted: string;
    mine: string;
    theirs: string;
    merge: string;
    keepMine: string;
    takeTheirs: string;
    later: string;
    blocks: string;
    both: string;
    nothing: string;
    saveBlocks: string;
};
/**
 * Both versions and the choices, or for rich text the blocks that both changed: a `<section class="syncserver-conflict" role="alertdialog">`, not modal, because editing may continue. Nothing without
 * a conflict.
 * @param {{ conflict: Conflict | null, format?: (content: unknown) => ReactNode, labels?: Partial<typeof conflictLabels>, className?: string,
 *   children?: (conflict: Conflict) => ReactNode }} props `format` renders a content; default its JSON. `children` renders the inside instead.
 * @returns {ReactElement | null}
 */
export declare function ConflictDialog({ conflict, format, labels, className, children }: {
    conflict: Conflict | null;
    format?: (content: unknown) => ReactNode;
    labels?: Partial<typeof conflictLabels>;
    className?: string;
    children?: (conflict: Conflict) => ReactNode;
}): ReactElement | null;
/** The words of {@link HistoryPanel}. */
declare const historyLabels: {
    title: string;
    restore: string;
    deleted: string;
    older: string;
};
export type Revision = {
    version: number;
    savedAt: string;
    savedBy: {
        name: string;
    };
    deleted?: boolean;
};
/** @typedef {{ version: number, savedAt: string, savedBy: { name: string }, deleted?: boolean }} Revision */
/**
 * The versions, newest first, each with a button that restores it: a `<section class="syncserver-history">`.
 * @param {{ note: SyncDocument | null, version?: number, labels?: Partial<typeof historyLabels>, className?: string,
 *   children?: (revision: Revision, restore: () => void) => ReactNode }} props `version` is the newest version: the list is read again when it changes.
 *   `children` renders a version instead.
 * @returns {ReactElement | null}
 */
export declare function HistoryPanel({ note, version, labels, className, children }: {
    note: SyncDocument | null;
    version?: number;
    labels?: Partial<typeof historyLabels>;
    className?: string;
    children?: (revision: Revision, restore: () => void) => ReactNode;
}): ReactElement | null;
export {};
