export type Person = import('./document.js').Person;
export type RemoteChange = import('./document.js').RemoteChange;
export type Handlers = {
    /**
     * Throws if the editor cannot show the content.
     */
    remoteChanged: (change: RemoteChange) => void;
    /**
     * Returns the editor's content.
     */
    editor: (() => unknown) | undefined;
};
/** @typedef {import('./document.js').Person} Person @typedef {import('./document.js').RemoteChange} RemoteChange */
/**
 * @typedef {object} Handlers
 * @property {(change: RemoteChange) => void} remoteChanged Throws if the editor cannot show the content.
 * @property {(() => unknown) | undefined} editor Returns the editor's content.
 */
/** The application's editor: its content is taken, and replaced only by what it can show. */
export declare class Editor {
    #private;
    /** Why the newest version cannot be shown; null if it can. Until a newer one can be, nothing is sent. @type {Error | null} */
    unreadable: Error | null;
    /**
     * @param {import('./working-copy.js').WorkingCopy} copy
     * @param {Handlers} handlers
     * @param {() => void} edited Called when the editor had something new.
     */
    constructor(copy: import('./working-copy.js').WorkingCopy, handlers: Handlers, edited: () => void);
    /** Whether no content may be replaced now, as during an IME composition. */
    get isHeld(): boolean;
    /**
     * Holds the content of the editor.
     * @param {() => void} released
     * @returns {() => void} Releases it.
     */
    hold(released: () => void): () => void;
    /** Takes what the editor has not saved yet. @returns {boolean} Whether it differs. */
    read(): boolean;
    /** Takes nothing more. */
    close(): void;
    /** Reports a newer version, which the next save meets. @param {RemoteChange} change */
    report(change: RemoteChange): void;
    /**
     * Shows the content, which was replaced. Throws if the editor cannot show it.
     * @param {Person | null} savedBy
     */
    show(savedBy: Person | null): void;
    /**
     * Shows the content, which replaces that of an earlier state. If the editor cannot show it, the earlier state is back.
     * @param {import('./save-state.js').SaveState} before
     * @param {Person | null} savedBy
     * @throws {Error} what the editor has thrown.
     */
    replace(before: import('./save-state.js').SaveState, savedBy: Person | null): void;
    /**
     * Goes back to a state whose content the editor can show, and shows it: a part of the editor may show the other one already.
     * @param {import('./save-state.js').SaveState} state
     */
    restore(state: import('./save-state.js').SaveState): void;
    /**
     * Adopts a version of the server if the editor can show it.
     * @param {import('./save-state.js').SaveState} state
     * @param {import('./save-state.js').SaveState} otherwise The state without it.
     * @param {Person | null} savedBy
     * @returns {boolean} Whether it is adopted.
     */
    adopt(state: import('./save-state.js').SaveState, otherwise: import('./save-state.js').SaveState, savedBy: Person | null): boolean;
}
