// @ts-check
import assert from 'node:assert/strict';
import { MemoryDrafts } from '../../src/syncserver-js/src/memory-drafts.js';
import { openDocument } from '../../src/syncserver-js/src/syncserver.js';
import { address, etag, FakeServer } from './fake-server.js';

const textType = 'text/plain; charset=utf-8';

/** @typedef {Record<string, any>} Step Its first member says what happens: see tests/client-cases/README.md. */
/** @typedef {{ name: string, options?: Record<string, any>, open?: Step | null, steps: Step[] }} Case */
/** @typedef {Awaited<ReturnType<FakeServer['next']>>} FakeRequest */

/** Runs one case of tests/client-cases against the JavaScript client. */
export class CaseRunner {
  #server;
  #options;
  #drafts = new MemoryDrafts();
  /** @type {Promise<import('../../src/syncserver-js/src/syncserver.js').SyncDocument>} */
  #document;
  /** The newest request of each save. @type {Map<number, FakeRequest>} */
  #saves = new Map();
  /** @type {Set<string | null>} */
  #sessions = new Set();
  /** The conflict that was met last. @type {import('../../src/syncserver-js/src/syncserver.js').Conflict | null} */
  #conflict = null;

  /** @param {import('node:test').TestContext} test @param {Case} one */
  constructor(test, { options = {}, open = { version: 3, content: 'a' } }) {
    this.#server = new FakeServer(test);
    this.#options = options;
    this.#document = this.#open();
    this.opened = this.#read({ read: open });
  }

  #open() {
    return openDocument(address, { contentType: textType, drafts: this.#drafts, ...this.#options });
  }

  /** @param {Step} step */
  async run(step) {
    const [name] = Object.keys(step);
    const action = this.#actions[name];
    assert.ok(action, `There is no step "${name}".`);
    await action(step);
  }

  /** @type {Record<string, (step: Step) => unknown>} */
  #actions = {
    type: async ({ type }) => (await this.#document).save(type),
    save: async ({ save }) => {
      const document = await this.#document;
      document.save(save);
      void document.flush();
    },
    flush: async () => void (await this.#document).flush(),
    delete: async () => (await this.#document).delete(),
    choose: (step) => this.#choose(step),
    pass: ({ pass }) => this.#server.pass(pass),
    reopen: async () => {
      await (await this.#document).close(true);
      this.#document = this.#open();
    },
    sent: (step) => this.#sent(step),
    repeated: async ({ repeated }) => {
      const again = await this.#server.nextAfter(60_000);
      assert.equal(again.identity, this.#saves.get(repeated)?.identity);
      this.#saves.set(repeated, again);
    },
    nothing: async () => assert.equal(await this.#server.unexpected(), 0),
    accepted: ({ accepted, ...response }) => this.#accept(this.#save(accepted), response),
    conflict: ({ conflict, ...members }) => this.#refuseForConflict(this.#save(conflict), members),
    refused: ({ refused, status, problem }) => this.#save(refused).respond(status, {}, { type: `/problems/${problem}`, title: problem }),
    lost: ({ lost }) => this.#save(lost).lose(),
    read: (step) => this.#read(step),
    expect: (step) => this.#expect(step.expect),
  };

  /** @param {number} sequence */
  #save(sequence) {
    const save = this.#saves.get(sequence);
    assert.ok(save, `Save ${sequence} was not sent.`);
    return save;
  }

  /** @param {Step} step */
  async #choose({ choose, content, fails = false }) {
    const document = await this.#document;
    await this.#server.unexpected();
    const conflict = this.#conflict = document.pendingConflict ?? this.#conflict;
    const act = () => (choose === 'save' ? conflict?.save(content) : conflict?.[/** @type {'keepMine'} */ (choose)]());
    if (fails) assert.throws(act, /conflict/);
    else act();
  }

  /** @param {Step} step */
  async #sent({ sent, on, parent = null, content, onConflict = onConflictOf(this.#options.merge), conflictId = null, session }) {
    const save = await this.#server.next();
    const { method, body, headers } = save;
    const header = (/** @type {string} */ name) => headers.get(name);
    assert.deepEqual(
      {
        method, body, sequence: header('Save-Sequence'), ifMatch: header('If-Match'), ifNoneMatch: header('If-None-Match'), parent: header('Save-Parent'),
        type: header('Content-Type'), onConflict: header('On-Conflict'), conflictId: header('Conflict-Id'),
      },
      {
        method: content === null ? 'DELETE' : 'PUT', body: content, sequence: String(sent), ifMatch: on && etag(on), ifNoneMatch: on === null ? '*' : null,
        parent: parent && String(parent), type: content === null ? null : textType, onConflict: content === null ? null : onConflict, conflictId,
      });
    const isNew = !this.#sessions.has(header('Session-Id'));
    assert.equal(isNew, session === 'new' || this.#sessions.size === 0, 'session');
    if (isNew) this.#sessions.clear();
    this.#sessions.add(header('Session-Id'));
    this.#saves.set(sent, save);
  }

  /** @param {FakeRequest} save @param {Step} response */
  #accept(save, { outcome, version, content }) {
    const status = content !== undefined ? 200 : outcome === 'created' ? 201 : 204;
    save.respondText(status, { 'Sync-ETag': etag(version), Version: String(version), 'Save-Outcome': outcome }, content);
  }

  /** @param {FakeRequest} save @param {Step} members */
  #refuseForConflict(save, { current, ...members }) {
    const { version = 0, deleted, large, content, type = textType } = current ?? {};
    const shown = deleted ? { deleted } : { contentType: type, ...(large ? { contentUrl: `/v1/notes/one/revisions/${version}` } : { content }) };
    save.respond(412, {}, {
      type: '/problems/edit-conflict', title: 'Another session saved.', conflictId: `c${version}`, self: false, ...members,
      current: current && { version, etag: etag(version), savedAt: '2026-01-01T00:00:00.000Z', savedBy: { id: 'u2', name: 'Bob' }, ...shown },
    });
  }

  /** @param {Step} step */
  async #read({ read, revision }) {
    const request = await this.#server.nextAfter(60_000);
    assert.deepEqual([request.method, request.url], ['GET', revision ? `${address}/revisions/${revision}` : address]);
    if (read === null) return request.respond(404, {}, { type: '/problems/not-found' });
    if (read.status) return request.respond(read.status, {}, { type: `/problems/${read.problem}` });
    const named = { 'Sync-ETag': etag(read.version), Version: String(read.version) };
    if (read.deleted) request.respond(410, named, { type: '/problems/gone' });
    else request.respondText(read.unchanged ? 304 : 200, { ...named, ...(read.type && { 'Content-Type': read.type }) }, read.content);
  }

  /** @param {Step} expected */
  async #expect(expected) {
    const document = await this.#document;
    await this.#server.unexpected();
    const { status: { state, version, error }, content } = document;
    /** @type {Step} */
    const seen = { state, version, content, error: error && /** @type {import('../../src/syncserver-js/src/syncserver.js').ProblemError} */ (error).type };
    const { conflict, ...rest } = expected;
    assert.deepEqual(Object.fromEntries(Object.keys(rest).map((member) => [member, seen[member]])), rest);
    if (conflict === undefined) return;
    assert.equal(document.pendingConflict === null, conflict === null, 'conflict');
    for (const [member, value] of Object.entries(conflict ?? {})) assert.deepEqual(Reflect.get(document.pendingConflict ?? {}, member), value, member);
  }
}

/** What a save asks for. @param {boolean | undefined} merge */
function onConflictOf(merge) {
  if (merge === undefined) return null;
  return merge ? 'merge' : 'reject';
}
