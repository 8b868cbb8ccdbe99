// @ts-check

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
export class Conflict {
  #settler;

  /**
   * @param {ConflictProblem} problem
   * @param {Settler} settler
   */
  constructor(problem, settler) {
    this.#settler = settler;
    const current = problem.current ?? null;
    /** The newest version on the server; 0 where the document does not exist there. */
    this.version = current?.version ?? 0;
    /** Whether the document was deleted or does not exist. */
    this.deleted = current === null || current.deleted === true;
    /** Who saved that version; null where the server did not say. */
    this.savedBy = current?.savedBy ?? null;
    /** When that version was saved: RFC 3339, UTC; null where the server did not say. */
    this.savedAt = current?.savedAt ?? null;
    /** The content of that version; null where it is deleted or does not exist. @type {unknown} */
    this.theirs = current?.content ?? null;
    /** Whether `merge` is a choice: the two changes do not overlap. */
    this.mergeable = problem.mergeable ?? false;
    /** The whole problem document (protocol 5), with `changes` and `merged` where the server sends them. */
    this.problem = problem;
  }

  /** What was typed last; null where that is a delete. */
  get mine() {
    return this.#settler.content();
  }

  /** Saves what was typed over exactly this version. */
  keepMine() {
    this.#settler.keepMine(this);
  }

  /** Takes this version and forgets what was typed. */
  takeTheirs() {
    this.#settler.takeTheirs(this);
  }

  /**
   * Saves the merge that the server offers. If more was typed since, or the merge was too large for the answer, the server merges what was typed.
   * @throws {Error} when it is not `mergeable`.
   */
  merge() {
    this.#settler.merge(this);
  }

  /**
   * Saves what its user made of both.
   * @param {unknown} content
   */
  save(content) {
    this.#settler.save(this, content);
  }

  /** Stays with what was typed, unsaved, for as long as it takes to look. The other choices remain. */
  later() {
    this.#settler.later(this);
  }
}
