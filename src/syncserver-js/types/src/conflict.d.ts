export type Current = {
    version: number;
    etag: string;
    /**
     * Whether that version is a delete; it has no content then.
     */
    deleted?: boolean;
    /**
     * RFC 3339, UTC.
     */
    savedAt: string;
    savedBy: {
        id: string;
        name: string;
    };
    contentType?: string;
    /**
     * Its content; absent where it is deleted.
     */
    content?: unknown;
    /**
     * Where it was read, if it was too large for the answer.
     */
    contentUrl?: string;
};
export type Change = {
    path?: string;
    base?: unknown;
    theirs?: unknown;
    yours?: unknown;
    by?: 'theirs' | 'yours' | 'both';
};
export type ConflictProblem = {
    conflictId?: string;
    self?: boolean;
    base?: {
        version: number;
        etag: string;
        kept: boolean;
    } | null;
    current?: Current | null;
    changes?: Change[];
    mergeable?: boolean;
    merged?: unknown;
};
export type Settler = {
    /**
     * What was typed.
     */
    content: () => unknown;
    takeTheirs: (conflict: Conflict) => void;
    keepMine: (conflict: Conflict) => void;
    merge: (conflict: Conflict) => void;
    save: (conflict: Conflict, content: unknown) => void;
    later: (conflict: Conflict) => void;
};
/**
 * A version as a conflict shows it (protocol 5).
 * @typedef {object} Current
 * @property {number} version
 * @property {string} etag
 * @property {boolean} [deleted] Whether that version is a delete; it has no content then.
 * @property {string} savedAt RFC 3339, UTC.
 * @property {{ id: string, name: string }} savedBy
 * @property {string} [contentType]
 * @property {unknown} [content] Its content; absent where it is deleted.
 * @property {string} [contentUrl] Where it was read, if it was too large for the answer.
 */
/**
 * One difference: at a JSON pointer, or a run of lines.
 * @typedef {{ path?: string, base?: unknown, theirs?: unknown, yours?: unknown, by?: 'theirs' | 'yours' | 'both' }} Change
 */
/**
 * The members that an `edit-conflict` or `already-exists` adds to its problem (protocol 5).
 * @typedef {object} ConflictProblem
 * @property {string} [conflictId]
 * @property {boolean} [self]
 * @property {{ version: number, etag: string, kept: boolean } | null} [base]
 * @property {Current | null} [current]
 * @property {Change[]} [changes]
 * @property {boolean} [mergeable]
 * @property {unknown} [merged]
 */
/**
 * What a conflict asks of its document.
 * @typedef {object} Settler
 * @property {() => unknown} content What was typed.
 * @property {(conflict: Conflict) => void} takeTheirs
 * @property {(conflict: Conflict) => void} keepMine
 * @property {(conflict: Conflict) => void} merge
 * @property {(conflict: Conflict, content: unknown) => void} save
 * @property {(conflict: Conflict) => void} later
 */
/**
 * Somebody else's version stands where a save wanted to go. Nothing is sent until one of the choices is made; what was
 * typed stays the document's content meanwhile. A choice made after another has settled it throws. If yet another version
 * came since, what a choice saves is a new conflict: no version is replaced that was not shown.
 */
export declare class Conflict {
    #private;
    /** The newest version on the server; 0 where the document does not exist there. */
    version: number;
    /** Whether the document was deleted or does not exist. */
    deleted: boolean;
    /** Who saved that version; null where the server did not say. */
    savedBy: {
        id: string;
        name: string;
    } | null;
    /** When that version was saved: RFC 3339, UTC; null where the server did not say. */
    savedAt: string | null;
    /** The content of that version; null where it is deleted or does not exist. @type {unknown} */
    theirs: unknown;
    /** Whether `merge` is a choice: the two changes do not overlap. */
    mergeable: boolean;
    /** The whole problem document (protocol 5), with `changes` and `merged` where the server sends them. */
    problem: ConflictProblem;
    /**
     * @param {ConflictProblem} problem
     * @param {Settler} settler
     */
    constructor(problem: ConflictProblem, settler: Settler);
    /** What was typed last; null where that is a delete. */
    get mine(): unknown;
    /** Saves what was typed over exactly this version. */
    keepMine(): void;
    /** Takes this version and forgets what was typed. */
    takeTheirs(): void;
    /**
     * Saves the merge that the server offers. If more was typed since, or the merge was too large for the answer, the server merges what was typed.
     * @throws {Error} when it is not `mergeable`.
     */
    merge(): void;
    /**
     * Saves what its user made of both.
     * @param {unknown} content
     */
    save(content: unknown): void;
    /** Stays with what was typed, unsaved, for as long as it takes to look. The other choices remain. */
    later(): void;
}
