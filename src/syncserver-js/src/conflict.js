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
 * @property {unknown} [content] Its content; absent where it is neither JSON nor text, or could not be read.
 * @property {string} [contentUrl] Where a content too large for the answer is.
 */

/**
 * The members that an `edit-conflict` or `already-exists` adds to its problem (protocol 5).
 * @typedef {object} ConflictProblem
 * @property {string} [conflictId]
 * @property {boolean} [self]
 * @property {{ version: number, etag: string, kept: boolean } | null} [base]
 * @property {Current | null} [current]
 */

/**
 * What a conflict asks of its document.
 * @typedef {object} Settler
 * @property {(conflict: Conflict) => Promise<void>} reload
 * @property {(conflict: Conflict) => void} keepMine
 * @property {(conflict: Conflict) => void} overwrite
 */

/**
 * Somebody else's version stands where a save wanted to go. Nothing is sent until one of the choices is made; what was
 * typed stays the document's content meanwhile. A choice made after another has settled it throws.
 */
export class Conflict {
  #settler;

  /**
   * @param {ConflictProblem} problem
   * @param {Settler} settler
   */
  constructor(problem, settler) {
    this.#settler = settler;
    /** The conflict's id on the server; null where it gave none. */
    this.id = problem.conflictId ?? null;
    /** Whether all versions after the base are this session's own. Such a conflict is settled without asking. */
    this.self = problem.self ?? false;
    /** The version that the refused save was made on; null where it named none. */
    this.base = problem.base ?? null;
    /** The version that stands; null where the server knows no such document. */
    this.current = problem.current ?? null;
  }

  /**
   * Takes the server's newest version and forgets what was typed.
   * @throws {TypeError} when the server cannot be reached; the conflict stays.
   */
  async reload() {
    await this.#settler.reload(this);
  }

  /** Stays with what was typed, unsaved, for as long as it takes to look. `reload` and `overwrite` remain to be chosen. */
  keepMine() {
    this.#settler.keepMine(this);
  }

  /** Saves what was typed over exactly the version in `current`. If yet another one came since, that is a new conflict. */
  overwrite() {
    this.#settler.overwrite(this);
  }
}
