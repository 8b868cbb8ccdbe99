export type Person = import('./document.js').Person;
export type Callbacks = {
    /**
     * Whether no save is in flight, no conflict waits and the editor does not hold its content.
     */
    idle: () => boolean;
    /**
     * The newest version was read.
     */
    done: () => void;
};
/** Versions of other sessions: announced by events, read, and adopted where nothing is unsaved. */
export declare class RemoteWatcher {
    #private;
    /**
     * @param {import('./transport.js').Transport} transport
     * @param {import('./working-copy.js').WorkingCopy} copy
     * @param {import('./editor.js').Editor} editor
     * @param {Callbacks} callbacks
     */
    constructor(transport: import('./transport.js').Transport, copy: import('./working-copy.js').WorkingCopy, editor: import('./editor.js').Editor, callbacks: Callbacks);
    /** Reads the newest version once the document is idle: events may have been missed. */
    checkWhenIdle(): void;
    /** An event announced this version. @param {number} version @param {Person | null} savedBy */
    announce(version: number, savedBy: Person | null): void;
    /** Reads the newest version now. */
    check(): void;
    /** Reads the newest version now; nothing is sent before that. */
    require(): void;
    get isRequired(): boolean;
    /** This version was read, and adopted. @param {number} version */
    adopted(version: number): void;
    /** Reads or reports what was announced, as far as the state allows. */
    advance(): void;
    stop(): void;
}
