// @ts-check

/** @typedef {{ version: number, body: string | null, session: string }} Version `body` is null for a tombstone. */
/** @typedef {{ status: number, version?: number, outcome?: string, content?: string | null, problem?: Record<string, any> }} Decision */
/** @typedef {{ method: string, headers: Headers, body: string | null }} SaveRequest */
/** @typedef {{ sequence: number, digest: string, decision: Decision }} Accepted */

/**
 * The session record (docs/protocol.md, section 1); `submission` is null after a delete.
 * @typedef {{ saves: Accepted[], highest: number, last: number, acceptedAt: number, submission: { body: string, named: number } | null }} SessionRecord
 */

/** How many saves a session record holds. */
const remembered = 32;

/**
 * Merges JSON objects member by member, each member one value.
 * @param {string} base
 * @param {string} theirs
 * @param {string} yours
 * @returns {string | null} null where they overlap.
 */
function mergeMembers(base, theirs, yours) {
  const [before, left, right] = [base, theirs, yours].map((body) => /** @type {Record<string, unknown>} */ (JSON.parse(body)));
  /** @type {Record<string, unknown>} */
  const merged = {};
  for (const name of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const [was, one, other] = [before, left, right].map((side) => JSON.stringify(side[name]));
    if (one !== was && other !== was && one !== other) return null;
    const kept = one === was ? right[name] : left[name];
    if (kept !== undefined) merged[name] = kept;
  }
  return JSON.stringify(merged);
}

/**
 * One document on a server: PUT and DELETE, decided by the steps of docs/protocol.md, section 4. It has no locks, PATCH, restore and forced saves,
 * and keeps every version.
 */
export class FakeDocument {
  /** @type {Version[]} */
  versions = [];
  /** The base of the head's run. */
  #runBase = 0;
  /** @type {Map<string, SessionRecord>} */
  #sessions = new Map();
  #now;

  /** How many refusals of each kind there were. @type {Record<string, number>} */
  refusals = {};

  /** @param {() => number} now Milliseconds. */
  constructor(now) {
    this.#now = now;
  }

  /** @returns {Version | undefined} */
  get head() {
    return this.versions.at(-1);
  }

  /** @param {number} version */
  etag(version) {
    return `"${version}-f"`;
  }

  /**
   * Decides a save.
   * @param {SaveRequest} request
   * @param {boolean} waited Whether it has waited for its parent for as long as it may.
   * @returns {Decision | null} null where it waits for its parent.
   */
  decide(request, waited) {
    const { method, headers, body } = request;
    const session = headers.get('Session-Id') ?? '';
    const sequence = Number(headers.get('Save-Sequence'));
    const parent = headers.get('Save-Parent');
    const match = headers.get('If-Match');
    // 2. Form, and 3. Precondition.
    if (parent !== null && !(Number(parent) >= 1 && Number(parent) < sequence)) return this.#refuse(400, 'invalid-header');
    if (match === null && headers.get('If-None-Match') !== '*') return this.#refuse(428, 'precondition-required');
    if (match !== null && headers.has('If-None-Match')) return this.#refuse(400, 'invalid-header');

    // 4. Replay.
    const record = this.#sessions.get(session);
    const digest = `${method} ${headers.get('Content-Type')} ${body}`;
    const before = record?.saves.find((save) => save.sequence === sequence);
    if (before && before.digest !== digest) return this.#refuse(422, 'sequence-reused');
    if (before) return { ...before.decision, status: before.decision.content === null ? 204 : 200, outcome: 'replayed' };

    // 5. Order: all saves here are full.
    if (record && sequence < record.highest) return this.#superseded(record);

    // 7. The conditional lock.
    const { head } = this;
    const named = match === null ? 0 : this.versions.find(({ version }) => this.etag(version) === match)?.version ?? null;
    if (!head) {
      if (method === 'DELETE') return this.#refuse(404, 'not-found');
      return match === null ? this.#write(request, body, 'created', 0) : this.#conflict(request, named, null);
    }
    const inRun = head.session === session && record !== undefined && this.#now() - record.acceptedAt <= 30_000
      && named !== null && named >= this.#runBase && named <= head.version;
    if (head.body === null) {
      const creates = method === 'PUT' && (named === head.version || inRun);
      return creates ? this.#write(request, body, 'created', named) : this.#conflict(request, named, null);
    }
    if (named === head.version || inRun) {
      return this.#write(request, body, method === 'DELETE' ? 'deleted' : inRun && named !== head.version ? 'session' : 'verified', named);
    }

    // 9. Merge, and 10. Conflict.
    const base = body === null ? null : this.#mergeBase(record, parent, named);
    if (base === 'later' && !waited) return null;
    const merged = typeof base === 'object' && base && body !== null ? mergeMembers(base.body, head.body, body) : null;
    if (headers.get('On-Conflict') === 'merge' && merged !== null) return this.#write(request, merged, 'merged', named);
    return this.#conflict(request, named, merged);
  }

  /**
   * @param {SessionRecord | undefined} record
   * @param {string | null} parent
   * @param {number | null} named
   * @returns {{ body: string } | 'later' | null} null where the merge is refused.
   */
  #mergeBase(record, parent, named) {
    if (named === null || named === 0) return null;
    if (this.versions.some(({ version, body }) => version >= named && body === null)) return null;
    if (parent !== null) {
      if (record === undefined || Number(parent) > record.highest) return 'later';
      if (Number(parent) < record.highest || record.submission === null || record.submission.named > named) return null;
      return record.submission;
    }
    if (record && record.last > named) return null;
    return { body: /** @type {string} */ (this.versions[named - 1].body) };
  }

  /** @param {SessionRecord} record @returns {Decision} */
  #superseded(record) {
    const { version } = this.versions[record.last - 1];
    const { body } = this.versions[version - 1];
    return { status: body === null ? 204 : 200, version, outcome: 'superseded', content: body };
  }

  /**
   * @param {SaveRequest} request
   * @param {string | null} content
   * @param {string} outcome
   * @param {number | null} named
   * @returns {Decision}
   */
  #write({ method, headers, body }, content, outcome, named) {
    const session = headers.get('Session-Id') ?? '';
    const { head } = this;
    const unchanged = content !== null && head?.body === content;
    if (!unchanged) {
      // A create over a tombstone always starts a run.
      if (head?.session !== session || outcome === 'created') this.#runBase = head?.version ?? 0;
      this.versions.push({ version: (head?.version ?? 0) + 1, body: content, session });
    }
    const { version } = /** @type {Version} */ (this.head);
    const sends = outcome === 'merged';
    const decision = {
      status: sends ? 200 : outcome === 'created' ? 201 : 204,
      version,
      outcome: unchanged ? 'unchanged' : outcome,
      content: sends ? content : null,
    };
    const sequence = Number(headers.get('Save-Sequence'));
    const saves = [...this.#sessions.get(session)?.saves ?? [], { sequence, digest: `${method} ${headers.get('Content-Type')} ${body}`, decision }];
    this.#sessions.set(session, {
      saves: saves.slice(-remembered), highest: sequence, last: version, acceptedAt: this.#now(),
      submission: body === null ? null : { body, named: named ?? 0 },
    });
    return decision;
  }

  /**
   * @param {SaveRequest} request
   * @param {number | null} named
   * @param {string | null} merged
   * @returns {Decision}
   */
  #conflict({ headers }, named, merged) {
    const { head } = this;
    const session = headers.get('Session-Id');
    const after = named === null ? [] : this.versions.filter(({ version }) => version > named);
    return this.#refuse(412, headers.has('If-None-Match') ? 'already-exists' : 'edit-conflict', {
      conflictId: `c_${headers.get('Save-Sequence')}`,
      self: after.length > 0 && after.every((version) => version.session === session),
      base: named ? { version: named, etag: this.etag(named), kept: true } : null,
      current: head ? {
        version: head.version, etag: this.etag(head.version), savedAt: '2026-01-01T00:00:00.000Z', savedBy: { id: 'u', name: 'U' },
        ...(head.body === null ? { deleted: true } : { contentType: 'application/json', content: JSON.parse(head.body) }),
      } : null,
      mergeable: merged !== null,
      ...(merged !== null && { merged: JSON.parse(merged) }),
    });
  }

  /** @param {number} status @param {string} name @param {object} [members] @returns {Decision} */
  #refuse(status, name, members) {
    this.refusals[name] = (this.refusals[name] ?? 0) + 1;
    return { status, problem: { type: `/problems/${name}`, title: name, status, ...members } };
  }
}
