// @ts-check
import { encode, parse, sameBody } from './content.js';
import { adopt, initialState, type } from './save-state.js';

/** @typedef {import('./content.js').Body} Body @typedef {import('./save-state.js').SaveState} SaveState */

/** One document as its editor has it, and what is remembered of its way to the server. */
export class WorkingCopy {
  #mark = 0;
  #state;

  /** @type {unknown} */
  content = null;

  /**
   * @param {string} session
   * @param {string} contentType
   */
  constructor(session, contentType) {
    this.contentType = contentType;
    this.#state = initialState(session);
  }

  get state() {
    return this.#state;
  }

  /** Changes with every change of the state. */
  get mark() {
    return this.#mark;
  }

  /** The version number of what is adopted; 0 for none. */
  get version() {
    return this.#state.adopted?.version ?? 0;
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

  /**
   * A body of the server as {@link type} would have made it: an editor that hands over the same again has changed nothing.
   * @param {Body | null} body
   */
  normalize(body) {
    return body === null ? null : encode(parse(body, this.contentType), this.contentType);
  }
}
