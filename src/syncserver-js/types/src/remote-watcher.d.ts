export type Person = import('./document.js').Person;
export type Callbacks = {
    /**
     * Whether no save is in flight, no conflict waits and the editor does not hold its content.
     */
    idle: () => boolean;
    /**
     * The person may not read the document any more, or it does not exist.
     */
    hidden: () => void;
    /**
     * The newest version was read, or may not be read.
     */
    done: () => void;
};
/** Versions of other sessions: announced by events, read by one request at a time, and adopted where nothing is unsaved. */
export declare class RemoteWatcher {
    #private;
    /** Whether the document was opened without the server, which is still to be read. */
    offline: boolean;
    /** Why the server refused to show the newest version; null if it did not. @type {Error | null} */
    refusal: Error | null;
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
    /** Reads the newest version now. If a request is in flight, which may miss what is new, another one follows it. */
    check(): void;
    /** Reads the newest version now; nothing is sent before that. */
    require(): void;
    get isRequired(): boolean;
    /** Reads or reports what was announced, as far as the state allows. */
    advance(): void;
    stop(): void;
}
