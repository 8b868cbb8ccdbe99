// @ts-check
import { Conflict } from './conflict.js';
import { encode, sameBody } from './content.js';
import { ProblemError } from './problem.js';
import { isNetworkFault, isTransient, pauseBefore } from './retry.js';
import { resolve } from './save-state.js';

/**
 * @typedef {object} Callbacks
 * @property {(conflictId: string | null, merge: boolean | undefined) => void} send Sends the pending change; `merge` is what the choice asks for,
 *   undefined where the document's option decides.
 * @property {(conflict: Conflict) => void} detected The conflict has its content, and waits for a choice.
 * @property {(conflict: Conflict, replaced: boolean) => void} resolved Whether the content was replaced.
 * @property {(error: Error) => void} failed The content of the newest version cannot be read.
 */

/** The conflict that waits for a choice, and what each choice does. */
export class ConflictResolver {
  #transport;
  #copy;
  #callbacks;
  /** @type {Conflict | null} */
  #conflict = null;
  #hasContent = false;
  #postponed = false;
  /** The refused save. @type {import('./save-state.js').Save | null} */
  #refused = null;
  #reading = new AbortController();

  /**
   * @param {import('./transport.js').Transport} transport
   * @param {import('./working-copy.js').WorkingCopy} copy
   * @param {Callbacks} callbacks
   */
  constructor(transport, copy, callbacks) {
    this.#transport = transport;
    this.#copy = copy;
    this.#callbacks = callbacks;
  }

  /** Whether a conflict waits for its content or for a choice. */
  get busy() {
    return this.#conflict !== null;
  }

  /** The conflict that waits for a choice. */
  get pendingConflict() {
    return this.#hasContent ? this.#conflict : null;
  }

  /** Whether the choice was postponed. */
  get postponed() {
    return this.#postponed;
  }

  /**
   * A save met another version.
   * @param {import('./conflict.js').ConflictProblem} problem
   * @param {import('./save-state.js').Save} refused
   */
  start(problem, refused) {
    this.clear();
    this.#refused = refused;
    const conflict = this.#conflict = new Conflict(problem, this.#choices);
    const { current } = problem;
    if (current && !current.deleted && current.content === undefined) void this.#read(conflict, current);
    else this.#detect(conflict);
  }

  /** Forgets the conflict: it is resolved, or the document is closed. */
  clear() {
    this.#conflict = null;
    this.#hasContent = this.#postponed = false;
    this.#reading.abort();
  }

  /** @param {Conflict} conflict */
  #detect(conflict) {
    if (sameBody(this.#theirs(conflict), this.#copy.state.content)) return this.#take(conflict, false);
    this.#hasContent = true;
    // All newer versions are this session's own, so the newest content replaces them (docs/protocol.md, section 13). A refusal on the version that
    // the save named is reported: the next save would be refused again.
    const { self, current } = conflict.problem;
    if (self && current?.etag !== this.#refused?.headers['If-Match']) return this.#save(conflict, undefined, false);
    this.#callbacks.detected(conflict);
  }

  /**
   * Reads content that is too large for the response. No save may name an ETag whose content the client does not hold.
   * @param {Conflict} conflict
   * @param {import('./conflict.js').Current} current
   */
  async #read(conflict, current) {
    const url = current.contentUrl ? new URL(current.contentUrl, this.#transport.url) : this.#transport.below(`revisions/${current.version}`);
    const { signal } = this.#reading = new AbortController();
    for (let attempt = 0; !signal.aborted; attempt++) {
      const onError = (/** @type {unknown} */ error) => (isNetworkFault(error) ? null : { error: /** @type {Error} */ (error) });
      const result = await this.#transport.readContent(url, signal).catch(onError);
      if (signal.aborted) return;
      if (result && 'error' in result) return this.#fail(result.error);
      if (result?.problem === null) {
        conflict.theirs = result.content;
        return this.#detect(conflict);
      }
      if (result && !isTransient(result.status)) return this.#fail(new ProblemError(result.status, result.problem ?? {}));
      await pauseBefore(attempt, result?.retryAfter ?? null, signal);
    }
  }

  /** The next save is refused again. @param {Error} error */
  #fail(error) {
    this.clear();
    this.#callbacks.failed(error);
  }

  /** @type {import('./conflict.js').Resolver} */
  #choices = {
    content: () => this.#copy.content,
    keepMine: (conflict) => this.#save(conflict, false, false),
    takeTheirs: (conflict) => {
      this.#expectPending(conflict);
      this.#take(conflict, true);
    },
    merge: (conflict) => {
      this.#expectPending(conflict);
      if (!conflict.mergeable) throw new Error('This conflict cannot be merged.');
      const { state } = this.#copy;
      const { merged } = conflict.problem;
      if (merged !== undefined && sameBody(this.#refused?.body ?? null, state.content)) return this.#replace(conflict, merged, undefined);
      // The server merged the refused save only. What was edited since continues the same version.
      this.#copy.update({ ...state, pending: [state.content] });
      this.#send(conflict, true, false);
    },
    save: (conflict, content) => {
      this.#expectPending(conflict);
      this.#replace(conflict, content, false);
    },
    later: (conflict) => {
      this.#expectPending(conflict);
      this.#postponed = true;
      this.#callbacks.resolved(conflict, false);
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
    this.#callbacks.resolved(conflict, replaced);
  }

  /** @param {Conflict} conflict @param {unknown} content @param {boolean | undefined} merge */
  #replace(conflict, content, merge) {
    this.#copy.edit(content);
    this.#save(conflict, merge, true);
  }

  /** Saves the content on the version that was shown. @param {Conflict} conflict @param {boolean | undefined} merge @param {boolean} replaced */
  #save(conflict, merge, replaced) {
    this.#expectPending(conflict);
    const { current = null } = conflict.problem;
    // Both sides deleted the document.
    if (this.#copy.state.content === null && conflict.deleted) return this.#take(conflict, false);
    this.#copy.update(resolve(this.#copy.state, current && { number: current.version, etag: current.etag }));
    this.#send(conflict, merge, replaced);
  }

  /** @param {Conflict} conflict @param {boolean | undefined} merge @param {boolean} replaced */
  #send(conflict, merge, replaced) {
    this.clear();
    this.#callbacks.send(conflict.problem.conflictId ?? null, merge);
    this.#callbacks.resolved(conflict, replaced);
  }

  /** @param {Conflict} conflict */
  #expectPending(conflict) {
    if (this.#conflict !== conflict) throw new Error('This conflict is already resolved.');
  }
}
