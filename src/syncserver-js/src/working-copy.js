// @ts-check
import { defaultType, encode, parse, sameBody } from './content.js';
import * as transitions from './save-state.js';

/** @typedef {import('./content.js').Body} Body @typedef {import('./save-state.js').SaveState} SaveState */

/** The content of one document, and the state of its saves. */
export class WorkingCopy {
  #changes = 0;
  #state;
  #merge;
  /** Whether the user's last choice asks for a merge; undefined once its save is adopted. @type {boolean | undefined} */
  #choice;

  /** @type {unknown} */
  content = null;

  /**
   * @param {string} session
   * @param {string | undefined} contentType
   * @param {boolean | undefined} merge Whether saves ask the server to merge; undefined where the collection's policy decides.
   */
  constructor(session, contentType = defaultType, merge) {
    this.contentType = contentType;
    this.#merge = merge;
    this.#state = transitions.initialState(session);
  }

  get state() {
    return this.#state;
  }

  /** How often the state changed. */
  get changes() {
    return this.#changes;
  }

  /** Whether a save has no final response yet. */
  get hasInFlight() {
    return this.#state.inFlight.length > 0;
  }

  /** Whether there is a change that is in no save yet. */
  get hasPending() {
    return this.#state.pending.length > 0;
  }

  /** What a crash must not lose; null when all is saved. @returns {SaveState | null} */
  get unsaved() {
    return this.hasPending || this.hasInFlight ? this.#state : null;
  }

  /** The adopted version with its content; null while a change is unsaved, or where there is none. @returns {SaveState | null} */
  get readable() {
    return this.unsaved === null && this.#state.adopted !== null && this.#state.parents.length === 0 ? this.#state : null;
  }

  /**
   * Replaces the state, and the content with it.
   * @param {SaveState} state
   * @returns {boolean} Whether the content differs.
   */
  update(state) {
    const replaced = !sameBody(state.content, this.#state.content);
    this.#changes++;
    this.#state = state;
    if (replaced) this.content = state.content === null ? null : parse(state.content, this.contentType);
    return replaced;
  }

  /**
   * The user changed the content.
   * @param {unknown} content
   * @param {Body | null} [source] What it was made from, beside the content before.
   * @returns {boolean} Whether it differs.
   */
  edit(content, source = null) {
    const body = encode(content, this.contentType, source, this.#state.content);
    const isNew = !sameBody(body, this.#state.content);
    if (isNew) this.update(transitions.edit(this.#state, body));
    this.content = content;
    return isNew;
  }

  /** The user deletes the document. One that does not exist needs no delete. */
  delete() {
    if (this.#state.content !== null) this.update(transitions.edit(this.#state, null));
  }

  /**
   * Moves the first pending change in flight.
   * @param {string | null} [conflictId] The conflict that the save resolves.
   * @param {boolean} [choice] Whether the user's choice asks for a merge. Without it the last choice holds until its save is adopted.
   * @returns {import('./save-state.js').Save}
   */
  send(conflictId = null, choice) {
    if (choice !== undefined) this.#choice = choice;
    else if (this.#state.parents.length === 0) this.#choice = undefined;
    const merge = transitions.continuesEarlierSession(this.#state) ? false : this.#choice ?? this.#merge;
    const save = transitions.nextSave(this.#state, { contentType: this.contentType, merge, conflictId });
    this.update(transitions.send(this.#state, save));
    return save;
  }

  /**
   * Adopts a version of the server, and discards what is pending.
   * @param {import('./save-state.js').DocumentVersion | null} version null for a document that does not exist.
   * @param {Body | null} body null where there is none.
   * @returns {boolean} Whether the content differs.
   */
  adopt(version, body) {
    return this.update(transitions.adopt(this.#state, version, body));
  }

  /** Whether the content equals this body of the server. @param {Body | null} body */
  equals(body) {
    return sameBody(body, this.#state.content);
  }
}
