// @ts-check
import { Conflict } from './conflict.js';
import { encode, sameBody } from './content.js';
import { ProblemError } from './problem.js';
import { isNetworkFault, isTransient, pauseBefore } from './retry.js';
import { settle } from './save-state.js';

/**
 * @typedef {object} Ends
 * @property {(conflictId: string | null, merge: boolean) => void} send Sends what is unsent, and asks for a merge or against one.
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
    const { current } = problem;
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
    if (sameBody(this.#theirs(conflict), this.#copy.state.content)) return this.#take(conflict, false);
    this.#shown = true;
    // All newer versions are this session's own, so the newest content replaces them (protocol section 5). A refusal on the version
    // that the save named is shown: sending it again would be refused again.
    const { self, current } = conflict.problem;
    if (self && current?.etag !== this.#refused?.headers['If-Match']) return this.#settle(conflict, this.#merge, false);
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
        conflict.theirs = reading.content;
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
    content: () => this.#copy.content,
    takeTheirs: (conflict) => {
      this.#expectStanding(conflict);
      this.#take(conflict, true);
    },
    keepMine: (conflict) => this.#settle(conflict, false, false),
    merge: (conflict) => {
      this.#expectStanding(conflict);
      if (!conflict.mergeable) throw new Error('This conflict cannot be merged.');
      const { state } = this.#copy;
      const { merged } = conflict.problem;
      if (merged !== undefined && sameBody(this.#refused?.body ?? null, state.content)) return this.#replace(conflict, merged, this.#merge);
      // `merged` was made of the refused save. What was typed since is merged by the server, on what it was made on.
      this.#copy.become({ ...state, unsent: [state.content] });
      this.#send(conflict, true, false);
    },
    save: (conflict, content) => {
      this.#expectStanding(conflict);
      this.#replace(conflict, content, false);
    },
    later: (conflict) => {
      this.#expectStanding(conflict);
      this.#kept = true;
      this.#ends.settled(false);
    },
  };

  /** @param {Conflict} conflict */
  #theirs({ deleted, theirs, problem }) {
    return deleted ? null : encode(theirs, problem.current?.contentType ?? this.#copy.contentType);
  }

  /** @param {Conflict} conflict @param {boolean} replaced */
  #take(conflict, replaced) {
    this.clear();
    this.#copy.adopt(conflict.version, conflict.problem.current?.etag ?? null, this.#theirs(conflict));
    this.#ends.settled(replaced);
  }

  /** @param {Conflict} conflict @param {unknown} content @param {boolean} merge */
  #replace(conflict, content, merge) {
    this.#copy.type(content);
    this.#settle(conflict, merge, true);
  }

  /** Saves the content on the version that was shown. @param {Conflict} conflict @param {boolean} merge @param {boolean} replaced */
  #settle(conflict, merge, replaced) {
    this.#expectStanding(conflict);
    const { current = null } = conflict.problem;
    // Both have deleted it.
    if (this.#copy.state.content === null && conflict.deleted) return this.#take(conflict, false);
    this.#copy.become(settle(this.#copy.state, current && { version: current.version, etag: current.etag }));
    this.#send(conflict, merge, replaced);
  }

  /**
   * @param {Conflict} conflict
   * @param {boolean} merge
   * @param {boolean} replaced
   */
  #send(conflict, merge, replaced) {
    this.clear();
    this.#ends.send(conflict.problem.conflictId ?? null, merge);
    this.#ends.settled(replaced);
  }

  /** @param {Conflict} conflict */
  #expectStanding(conflict) {
    if (this.#met !== conflict) throw new Error('This conflict is resolved already.');
  }
}
