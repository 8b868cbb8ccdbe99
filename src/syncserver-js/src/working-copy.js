// @ts-check
import { encode, parse, sameBody } from './content.js';
import { adopt, continuesEarlierSession, initialState, nextSave, send, type } from './save-state.js';

/** @typedef {import('./content.js').Body} Body @typedef {import('./save-state.js').SaveState} SaveState */

/** One document as its editor has it, and what is remembered of its way to the server. */
export class WorkingCopy {
  #mark = 0;
  #state;
  #merge;
  /** Whether the user's last choice asks for a merge; null once what came of it is adopted. @type {boolean | null} */
  #choice = null;

  /** @type {unknown} */
  content = null;

  /**
   * @param {string} session
   * @param {string} contentType
   * @param {boolean} merge Whether saves are merged where they can be.
   */
  constructor(session, contentType, merge) {
    this.contentType = contentType;
    this.#merge = merge;
    this.#state = initialState(session);
  }

  get state() {
    return this.#state;
  }

  /** Changes with every change of the state. */
  get mark() {
    return this.#mark;
  }

  /** Whether a save has no final answer yet. */
  get inFlight() {
    return this.#state.inFlight.length > 0;
  }

  /** Whether anything was typed that is in no save. */
  get unsent() {
    return this.#state.unsent.length > 0;
  }

  /**
   * Takes the next state, and the content that comes with it.
   * @param {SaveState} state
   * @returns {boolean} Whether the content is another one.
   */
  become(state) {
    const replaced = !sameBody(state.content, this.#state.content);
    this.#mark++;
    this.#state = state;
    if (replaced) this.content = state.content === null ? null : parse(state.content, this.contentType);
    return replaced;
  }

  /**
   * Takes what was typed.
   * @param {unknown} content
   * @returns {boolean} Whether it is anything new.
   */
  type(content) {
    const body = encode(content, this.contentType);
    const isNew = !sameBody(body, this.#state.content);
    if (isNew) this.become(type(this.#state, body));
    this.content = content;
    return isNew;
  }

  /**
   * The save of what was typed first, which is in flight from now on.
   * @param {string | null} [conflictId] The conflict that it settles.
   * @param {boolean} [choice] Whether its user asks for a merge; by default as before, until that is adopted.
   */
  send(conflictId = null, choice) {
    if (choice !== undefined) this.#choice = choice;
    else if (this.#state.parents.length === 0) this.#choice = null;
    const merge = (this.#choice ?? this.#merge) && !continuesEarlierSession(this.#state);
    const save = nextSave(this.#state, { contentType: this.contentType, merge, conflictId });
    this.become(send(this.#state, save));
    return save;
  }

  /** Takes a delete. What does not exist needs none. */
  erase() {
    if (this.#state.content !== null) this.become(type(this.#state, null));
  }

  /**
   * Takes over a version of the server and forgets what was not sent.
   * @param {number} version 0 for a document that was never seen.
   * @param {string | null} etag
   * @param {Body | null} body null where there is none.
   * @returns {boolean} Whether the content is another one.
   */
  adopt(version, etag, body) {
    return this.become(adopt(this.#state, etag === null ? null : { version, etag }, this.normalize(body)));
  }

  /** Whether the content is this body of the server. @param {Body | null} body */
  holds(body) {
    return sameBody(this.normalize(body), this.#state.content);
  }

  /**
   * A body of the server as {@link type} would have made it: an editor that hands over the same again has changed nothing.
   * @param {Body | null} body
   */
  normalize(body) {
    return body === null ? null : encode(parse(body, this.contentType), this.contentType);
  }
}
