// @ts-check
import { encode, parse, sameBody } from './content.js';
import { KnownVersion } from './known-version.js';
import { Pending } from './pending.js';

/** @typedef {import('./content.js').Body} Body */

/** What this client has of a document: its content, the version that it was made on, and what of it is not sent. */
export class WorkingCopy {
  #contentType;
  #mark = 0;

  /** @type {unknown} */
  content = null;

  /** The content as it was when it was handed over; null where there is no document. @type {Body | null} */
  body = null;

  known = new KnownVersion();

  /** What is in no save that was accepted or is in flight. */
  pending = new Pending();

  /** @param {string} contentType */
  constructor(contentType) {
    this.#contentType = contentType;
  }

  /** Changes whenever something is typed, sent or adopted. */
  get mark() {
    return this.#mark;
  }

  /** What is not sent and what it was made on, for the draft. */
  get progress() {
    const { version, etag } = this.known;
    return { base: { version, etag }, waiting: this.pending.steps };
  }

  /**
   * Takes what was typed.
   * @param {unknown} content
   * @returns {boolean} Whether it is anything new.
   */
  type(content) {
    const body = encode(content, this.#contentType);
    this.content = content;
    if (sameBody(body, this.body)) return false;
    this.#mark++;
    this.body = body;
    this.pending.add(body);
    return true;
  }

  /** Takes a delete. */
  erase() {
    this.#mark++;
    this.content = this.body = null;
    this.pending.add(null);
  }

  /** The next step, which is in flight from now on. */
  take() {
    this.#mark++;
    return this.pending.take();
  }

  /**
   * Takes a version of the server and forgets what was not sent.
   * @param {number} version 0 for a document never seen.
   * @param {string | null} etag
   * @param {Body | null} body null where there is none.
   */
  adopt(version, etag, body) {
    this.#mark++;
    this.known.adopt(version, body === null ? null : etag);
    this.#hold(body);
    this.pending.clear();
  }

  /**
   * Goes on where another instance ended.
   * @param {import('./drafts.js').Unsaved} unsaved
   */
  resume({ base, unanswered, waiting }) {
    this.known.adopt(base.version, base.etag);
    this.pending = new Pending(waiting);
    this.#hold(waiting.length > 0 ? waiting[waiting.length - 1] : unanswered?.body ?? null);
  }

  /** @param {Body | null} body */
  #hold(body) {
    this.content = body === null ? null : parse(body, this.#contentType);
    // As `type` would make it: an editor that hands over the same again has changed nothing.
    this.body = body === null ? null : encode(this.content, this.#contentType);
  }
}
