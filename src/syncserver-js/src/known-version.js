// @ts-check

/** One header that says what a save is made on (protocol 2). @typedef {readonly ['If-Match' | 'If-None-Match', string]} Precondition */

/**
 * The newest version that the content at hand was made on. Answers of several saves in flight come in any order, so what is
 * learned never moves it backwards. A version whose content this client has not got is never taken for known: naming its
 * ETag would claim to have seen it.
 */
export class KnownVersion {
  #version = 0;
  /** @type {string | null} */
  #etag = null;

  /** The version's number; 0 for a document never seen. */
  get version() {
    return this.#version;
  }

  /** Its ETag; null where there is nothing to match. */
  get etag() {
    return this.#etag;
  }

  /**
   * What a save sent now is made on. Without an ETag it is a create: the server takes several of one session in flight.
   * @returns {Precondition}
   */
  get precondition() {
    return this.#etag === null ? ['If-None-Match', '*'] : ['If-Match', this.#etag];
  }

  /**
   * Takes note of an accepted save.
   * @param {number} version
   * @param {string | null} etag With its quotes.
   */
  learn(version, etag) {
    if (version > this.#version) this.adopt(version, etag);
  }

  /**
   * Takes this version as the one to build on, even an older one: after a restore from backup the numbers go back.
   * @param {number} version 0 for a document never seen.
   * @param {string | null} etag null where there is nothing to match: never seen, or deleted.
   */
  adopt(version, etag) {
    this.#version = version;
    this.#etag = etag;
  }
}
