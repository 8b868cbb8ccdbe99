// @ts-check
import { Conflict } from './conflict.js';
import { encode, isReadable, parse, sameBody, UnreadableContentError } from './content.js';
import { isTransient, pauseBefore, settled } from './retry.js';
import { resolve } from './save-state.js';

/**
 * @typedef {object} Callbacks
 * @property {(conflictId: string | null, merge: boolean | undefined) => void} send Sends the pending change; `merge` is what the choice asks for,
 *   undefined where the document's option decides.
 * @property {(conflict: Conflict) => void} detected The conflict has its content, and waits for a choice.
 * @property {() => void} resolved
 * @property {(error: Error) => void} failed The content of the newest version cannot be read or shown.
 */

/** The conflict that waits for a choice, and what each choice does. */
export class ConflictResolver {
  #transport;
  #copy;
  #editor;
  #callbacks;
  /** @type {Conflict | null} */
  #conflict = null;
  #hasContent = false;
  /** The content of the newest version; null if it is a delete. @type {import('./content.js').Body | null} */
  #theirs = null;
  #postponed = false;
  /** The refused save. @type {import('./save-state.js').Save | null} */
  #refused = null;
  #reading = new AbortController();

  /**
   * @param {import('./transport.js').Transport} transport
   * @param {import('./working-copy.js').WorkingCopy} copy
   * @param {import('./editor.js').Editor} editor
   * @param {Callbacks} callbacks
   */
  constructor(transport, copy, editor, callbacks) {
    this.#transport = transport;
    this.#copy = copy;
    this.#editor = editor;
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
    const conflict = this.#conflict = new Conflict(problem, () => this.#copy.content, () => {
      if (this.#conflict !== conflict) throw new Error('This conflict is already resolved.');
      return this.#choices;
    }, () => !sameBody(refused.body, this.#copy.state.content));
    const { current } = problem;
    if (!current || current.deleted) return this.#detect(conflict, null);
    const { version, contentType = this.#copy.contentType } = current;
    if (!isReadable(this.#copy.contentType, contentType)) return this.#fail(new UnreadableContentError(version, contentType));
    if (current.content === undefined) void this.#read(conflict, current);
    else this.#detect(conflict, encode(current.content, contentType));
  }

  /** Forgets the conflict: it is resolved, or the document is closed. */
  clear() {
    this.#conflict = null;
    this.#hasContent = this.#postponed = false;
    this.#reading.abort();
  }

  /** @param {Conflict} conflict @param {import('./content.js').Body | null} theirs */
  #detect(conflict, theirs) {
    this.#theirs = theirs;
    if (sameBody(theirs, this.#copy.state.content)) return this.#take(conflict);
    this.#hasContent = true;
    // All newer versions are this session's own, so the newest content replaces them (docs/protocol.md, section 13). A refusal on the version that
    // the save named is reported: the next save would be refused again.
    const { self, current } = conflict.problem;
    if (self && current?.etag !== this.#refused?.headers['If-Match']) return this.#save(conflict);
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
      const { result, error } = await settled(this.#transport.readContent(url, signal));
      if (signal.aborted) return;
      if (result !== undefined) {
        conflict.theirs = parse(result, this.#copy.contentType);
        return this.#detect(conflict, result);
      }
      if (!isTransient(error)) return this.#fail(error);
      await pauseBefore(attempt, error?.retryAfter, signal);
    }
  }

  /** The next save is refused again. @param {Error} error */
  #fail(error) {
    this.clear();
    if (error instanceof UnreadableContentError) this.#editor.unreadable = error;
    this.#callbacks.failed(error);
  }

  /** @type {import('./conflict.js').Choices} */
  #choices = {
    keepMine: (conflict) => this.#save(conflict, false),
    takeTheirs: (conflict) => this.#take(conflict),
    merge: (conflict) => {
      this.#editor.read();
      if (!conflict.mergeable) throw new Error('This conflict cannot be merged.');
      const { state } = this.#copy;
      const { merged } = conflict.problem;
      if (merged !== undefined && !conflict.edited()) return this.#replace(conflict, merged);
      // The server merged the refused save only. What was edited since continues the same version.
      this.#copy.update({ ...state, pending: [state.content] });
      this.#send(conflict, true);
    },
    save: (conflict, content) => this.#replace(conflict, content, false),
    later: () => {
      this.#postponed = true;
      this.#callbacks.resolved();
    },
  };

  /** @param {Conflict} conflict */
  #take(conflict) {
    const { state } = this.#copy;
    if (this.#copy.adopt(versionOf(conflict), this.#theirs)) this.#editor.replace(state, conflict.savedBy);
    this.clear();
    this.#callbacks.resolved();
  }

  /** @param {Conflict} conflict @param {unknown} content @param {boolean} [merge] */
  #replace(conflict, content, merge) {
    const { state } = this.#copy;
    this.#copy.edit(content, this.#theirs);
    this.#copy.update(resolve(this.#copy.state, versionOf(conflict)));
    this.#editor.replace(state, conflict.savedBy);
    this.#send(conflict, merge);
  }

  /**
   * Saves the content on the version that was shown.
   * @param {Conflict} conflict
   * @param {boolean} [merge] What the choice asks for; without it the document's option decides.
   */
  #save(conflict, merge) {
    // Both sides deleted the document.
    if (this.#copy.state.content === null && conflict.deleted) return this.#take(conflict);
    this.#copy.update(resolve(this.#copy.state, versionOf(conflict)));
    this.#send(conflict, merge);
  }

  /** @param {Conflict} conflict @param {boolean} [merge] */
  #send(conflict, merge) {
    this.clear();
    this.#callbacks.send(conflict.problem.conflictId ?? null, merge);
    this.#callbacks.resolved();
  }
}

/** The version that a conflict shows; null if the document does not exist. @param {Conflict} conflict */
function versionOf({ problem: { current } }) {
  return current ? { number: current.version, etag: current.etag } : null;
}
