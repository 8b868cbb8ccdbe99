// @ts-check

/**
 * The newest version, as a 412 shows it (docs/protocol.md, section 5).
 * @typedef {object} Current
 * @property {number} version
 * @property {string} etag
 * @property {boolean} [deleted] Whether that version is a delete; it has no content then.
 * @property {string} savedAt RFC 3339, UTC.
 * @property {{ id: string, name: string }} savedBy
 * @property {string} [contentType]
 * @property {unknown} [content] Its content; absent where it is deleted, or too large for the response.
 * @property {string} [contentUrl] Where the content can be read, if it is too large for the response.
 */

/**
 * One difference: at a JSON pointer, or a range of lines.
 * @typedef {{ path?: string, base?: unknown, theirs?: unknown, yours?: unknown, by?: 'theirs' | 'yours' | 'both', overlaps?: boolean,
 *   text?: { base: string, theirs: string, yours: string }, merged?: { path: string, start?: number, count: number } }} Change `text` and `merged` for blocks of rich text.
 */

/**
 * The problem document of an `edit-conflict` or `already-exists` (docs/protocol.md, section 5).
 * @typedef {object} ConflictProblem
 * @property {string} [conflictId]
 * @property {boolean} [self] Whether all versions after the base are this session's own. Such a conflict is resolved without asking.
 * @property {{ version: number, etag: string, kept: boolean } | null} [base] The version that the refused save was made on.
 * @property {Current | null} [current] null where the document does not exist.
 * @property {Change[]} [changes] What each side changed since the base.
 * @property {boolean} [changesTruncated] Whether not all of them are there.
 * @property {boolean} [mergeable]
 * @property {unknown} [undisputed] The content with what does not overlap, and with their side where it does.
 * @property {unknown} [merged] Both sides' changes in one content, where `mergeable` and not too large for the response.
 */

/**
 * Carries out the choices of a conflict.
 * @typedef {object} Choices
 * @property {(conflict: Conflict) => void} keepMine
 * @property {(conflict: Conflict) => void} takeTheirs
 * @property {(conflict: Conflict) => void} merge
 * @property {(conflict: Conflict, content: unknown) => void} save
 * @property {() => void} later
 */

/**
 * A save was refused because another session's version is the newest one (docs/protocol.md, section 5). Nothing is sent until one of the choices
 * is made; the user's content stays the document's content meanwhile, and editing may continue. Once the conflict is resolved, each choice throws. If
 * yet another version was saved since, a choice leads to a new conflict: no version is replaced that was not shown.
 */
export class Conflict {
  #mine;
  #choices;

  /**
   * @param {ConflictProblem} problem
   * @param {() => unknown} mine The document's content.
   * @param {() => Choices} choices Throws once the conflict is resolved.
   * @param {() => boolean} edited
   */
  constructor(problem, mine, choices, edited) {
    this.#mine = mine;
    this.#choices = choices;
    /** Returns whether the user has edited the content since the refused save: `problem` does not have that. */
    this.edited = edited;
    const { current } = problem;
    /** The newest version on the server; 0 if the document does not exist there. */
    this.version = current?.version ?? 0;
    /** Whether the document was deleted or does not exist. */
    this.deleted = !current || current.deleted === true;
    /** Who saved that version; null if the server did not say. */
    this.savedBy = current?.savedBy ?? null;
    /** When that version was saved (RFC 3339, UTC); null if the server did not say. */
    this.savedAt = current?.savedAt ?? null;
    /** The content of that version; null if it is a delete or the document does not exist. @type {unknown} */
    this.theirs = current?.content ?? null;
    /** Whether the two changes do not overlap, so that `merge` is a choice. */
    this.mergeable = problem.mergeable ?? false;
    /** The whole problem document, with `changes` and `merged` where the server sends them. */
    this.problem = problem;
  }

  /** The user's content; null if that is a delete. */
  get mine() {
    return this.#mine();
  }

  /** Saves the user's content over exactly this version. */
  keepMine() {
    this.#choices().keepMine(this);
  }

  /** Makes this version the content, and discards the user's changes. */
  takeTheirs() {
    this.#choices().takeTheirs(this);
  }

  /**
   * Saves the merge that the server offers, which becomes the content. If the content was edited since, or the merge was too large for the
   * response, the server merges the user's content with this version.
   * @throws {Error} when the conflict is not `mergeable`.
   */
  merge() {
    this.#choices().merge(this);
  }

  /**
   * Saves a content made of both over exactly this version.
   * @param {unknown} content
   */
  save(content) {
    this.#choices().save(this, content);
  }

  /** Postpones the choice: the state becomes `postponed`, nothing is sent, and the choices remain. */
  later() {
    this.#choices().later();
  }
}
