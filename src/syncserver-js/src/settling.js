// @ts-check
import { Conflict } from './conflict.js';
import { encode, sameBody } from './content.js';
import { ProblemError } from './problem.js';
import { isNetworkFault, isTransient, pauseBefore } from './retry.js';
import { settle } from './save-state.js';

/**
 * @typedef {object} Ends
 * @property {(conflictId: string | null, merge: boolean) => void} send Sends what is unsent.
 * @property {(conflict: Conflict) => void} show
 * @property {(replaced: boolean) => void} settled Whether the content is another one than its editor holds.
 * @property {(error: Error) => void} failed The version that stands may not be read.
 */

/** The conflict that waits for a choice, and what follows from each. */
export class Settling {
  #transport;
  #copy;
  #merge;
  #ends;
  /** @type {Conflict | null} */
  #met = null;
  #shown = false;
  #kept = false;
  /** The refused save. @type {import('./save-state.js').Save | null} */
  #refused = null;
  #reading = new AbortController();

  /**
   * @param {import('./transport.js').Transport} transport
   * @param {import('./working-copy.js').WorkingCopy} copy
   * @param {boolean} merge Whether saves are merged where they can be.
   * @param {Ends} ends
   */
  constructor(transport, copy, merge, ends) {
    this.#transport = transport;
    this.#copy = copy;
    this.#merge = merge;
    this.#ends = ends;
  }

  /** Whether a conflict waits for its content or for a choice. */
  get busy() {
    return this.#met !== null;
  }

  get conflict() {
    return this.#shown ? this.#met : null;
  }

  /** Whether its user wants to look first. */
  get kept() {
    return this.#kept;
  }

  /**
   * @param {import('./conflict.js').ConflictProblem} problem
   * @param {import('./save-state.js').Save} refused
   */
  meet(problem, refused) {
    this.clear();
    this.#refused = refused;
    const conflict = this.#met = new Conflict(problem, this.#settler);
    const { current } = conflict;
    if (current && !current.deleted && current.content === undefined) void this.#read(conflict, current);
    else this.#show(conflict);
  }

  /** It is settled, or does not matter any more. */
  clear() {
    this.#met = null;
    this.#shown = this.#kept = false;
    this.#reading.abort();
  }

  /** @param {Conflict} conflict */
  #show(conflict) {
    this.#shown = true;
    // All newer versions are this session's own, so the newest content replaces them (protocol section 5). A refusal on the version
    // that the save named is shown: sending it again would be refused again.
    if (conflict.self && conflict.current?.etag !== this.#refused?.headers['If-Match']) return conflict.keepMine();
    this.#ends.show(conflict);
  }

  /**
   * Reads what is too large for the answer. No choice may name an ETag whose content is not here.
   * @param {Conflict} conflict
   * @param {import('./conflict.js').Current} current
   */
  async #read(conflict, current) {
    const url = current.contentUrl ? new URL(current.contentUrl, this.#transport.url) : this.#transport.below(`revisions/${current.version}`);
    const { signal } = this.#reading = new AbortController();
    for (let attempt = 0; !signal.aborted; attempt++) {
      const fault = (/** @type {unknown} */ error) => (isNetworkFault(error) ? null : { error: /** @type {Error} */ (error) });
      const reading = await this.#transport.readContent(url, signal).catch(fault);
      if (signal.aborted) return;
      if (reading && 'error' in reading) return this.#fail(reading.error);
      if (reading?.problem === null) {
        current.content = reading.content;
        return this.#show(conflict);
      }
      if (reading && !isTransient(reading.status)) return this.#fail(new ProblemError(reading.status, reading.problem ?? {}));
      await pauseBefore(attempt, reading?.retryAfter ?? null, signal);
    }
  }

  /** The next save meets the conflict again. @param {Error} error */
  #fail(error) {
    this.clear();
    this.#ends.failed(error);
  }

  /** @type {import('./conflict.js').Settler} */
  #settler = {
    takeTheirs: (conflict) => {
      this.#expectStanding(conflict);
      this.#take(conflict);
    },
    keepMine: (conflict) => this.#settle(conflict, false),
    merge: (conflict) => {
      if (!conflict.mergeable) throw new Error('This conflict cannot be merged.');
      this.#expectStanding(conflict);
      const { state } = this.#copy;
      if (sameBody(this.#refused?.body ?? null, state.content)) return this.#replace(conflict, conflict.merged);
      // `merged` was made of the refused save. What was typed since is merged by the server, on what it was made on.
      this.#copy.become({ ...state, unsent: [state.content] });
      this.#send(conflict, true, false);
    },
    save: (conflict, content) => {
      this.#expectStanding(conflict);
      this.#replace(conflict, content);
    },
    later: (conflict) => {
      this.#expectStanding(conflict);
      this.#kept = true;
      this.#ends.settled(false);
    },
  };

  /** @param {Conflict} conflict */
  #take({ current }) {
    const body = current && !current.deleted ? encode(current.content, current.contentType ?? this.#copy.contentType) : null;
    this.clear();
    this.#copy.adopt(current?.version ?? 0, current?.etag ?? null, body);
    this.#ends.settled(true);
  }

  /** @param {Conflict} conflict @param {unknown} content */
  #replace(conflict, content) {
    this.#copy.type(content);
    this.#settle(conflict, true);
  }

  /** Saves the content on the version that was shown. @param {Conflict} conflict @param {boolean} replaced */
  #settle(conflict, replaced) {
    this.#expectStanding(conflict);
    const { current } = conflict;
    // Both have deleted it.
    if (this.#copy.state.content === null && (!current || current.deleted)) return this.#take(conflict);
    this.#copy.become(settle(this.#copy.state, current && { version: current.version, etag: current.etag }));
    this.#send(conflict, this.#merge, replaced);
  }

  /**
   * @param {Conflict} conflict
   * @param {boolean} merge
   * @param {boolean} replaced
   */
  #send(conflict, merge, replaced) {
    this.clear();
    this.#ends.send(conflict.conflictId, merge);
    this.#ends.settled(replaced);
  }

  /** @param {Conflict} conflict */
  #expectStanding(conflict) {
    if (this.#met !== conflict) throw new Error('This conflict is settled already.');
  }
}
