// @ts-check
import { Conflict } from './conflict.js';
import { decode, sameBody } from './content.js';

/** @typedef {import('./content.js').Body} Body */

/**
 * @typedef {object} Ends
 * @property {() => Promise<void>} load Takes the server's newest version.
 * @property {(conflictId: string | null, merge: boolean) => void} send Sends what waits, on what is known.
 * @property {(conflict: Conflict) => void} show
 * @property {() => void} replaced The content is another one than its editor holds.
 * @property {() => void} changed
 */

/** The conflict that waits for a choice, and what becomes of each. */
export class Settling {
  #transport;
  #copy;
  #merge;
  #ends;
  /** @type {Conflict | null} */
  #conflict = null;
  #kept = false;
  /** What the refused save would have stored. @type {Body | null} */
  #refused = null;

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

  get conflict() {
    return this.#conflict;
  }

  /** Whether its user wants to look first. */
  get kept() {
    return this.#kept;
  }

  /**
   * @param {import('./conflict.js').ConflictProblem} problem
   * @param {Body | null} refused What the refused save would have stored.
   */
  meet(problem, refused) {
    const conflict = new Conflict(problem, this.#settler);
    this.#conflict = conflict;
    this.#refused = refused;
    this.#kept = false;
    // Nobody else is involved: what was typed last is what its user wants (protocol 5).
    if (conflict.self) conflict.keepMine();
    else void this.#show(conflict);
  }

  /** It is settled, or does not matter any more. */
  clear() {
    this.#conflict = null;
  }

  /** @param {Conflict} conflict */
  async #show(conflict) {
    const current = conflict.current;
    if (current?.contentUrl && current.content === undefined) {
      // Without it the conflict is shown all the same: nothing is sent until it is settled.
      current.content = await this.#transport.request('GET', { url: new URL(current.contentUrl, this.#transport.url) })
        .then((response) => (response.ok ? decode(response) : undefined))
        .catch(() => undefined);
    }
    if (this.#conflict === conflict) this.#ends.show(conflict);
  }

  /** @type {import('./conflict.js').Settler} */
  #settler = {
    takeTheirs: async (conflict) => {
      this.#expectStanding(conflict);
      await this.#ends.load();
      this.#ends.replaced();
    },
    keepMine: (conflict) => this.#settle(conflict),
    merge: (conflict) => {
      if (!conflict.mergeable) throw new Error('This conflict cannot be merged.');
      this.#expectStanding(conflict);
      // `merged` was made of the refused save. What was typed since is merged by the server, on the old base.
      if (!sameBody(this.#refused, this.#copy.body)) return this.#send(conflict, true);
      this.#replace(conflict, conflict.merged);
    },
    save: (conflict, content) => {
      this.#expectStanding(conflict);
      this.#replace(conflict, content);
    },
    later: (conflict) => {
      this.#expectStanding(conflict);
      this.#kept = true;
      this.#ends.changed();
    },
  };

  /** @param {Conflict} conflict @param {unknown} content */
  #replace(conflict, content) {
    this.#copy.type(content);
    this.#settle(conflict);
    this.#ends.replaced();
  }

  /** Saves the content on the version that was shown. @param {Conflict} conflict */
  #settle(conflict) {
    this.#expectStanding(conflict);
    const { current } = conflict;
    this.#copy.known.adopt(current?.version ?? 0, current && !current.deleted ? current.etag : null);
    this.#send(conflict, this.#merge);
  }

  /**
   * @param {Conflict} conflict
   * @param {boolean} merge
   */
  #send(conflict, merge) {
    this.#conflict = null;
    this.#copy.pending.reset(this.#copy.body);
    this.#ends.send(conflict.conflictId, merge);
    this.#ends.changed();
  }

  /** @param {Conflict} conflict */
  #expectStanding(conflict) {
    if (this.#conflict !== conflict) throw new Error('This conflict is settled already.');
  }
}
