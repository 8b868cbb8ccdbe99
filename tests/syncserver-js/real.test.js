// @ts-check
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { list } from '../../src/syncserver-js/src/collection.js';
import { openDocument } from '../../src/syncserver-js/src/syncserver.js';
import { signIn, startServer } from './real-server.js';

/** @typedef {import('../../src/syncserver-js/src/syncserver.js').SyncDocument} SyncDocument */
/** @typedef {import('../../src/syncserver-js/src/syncserver.js').Conflict} Conflict */

/** @type {(() => Promise<void>)[]} */
const endings = [];
/** @type {URL} */
let server;
/** @type {string[]} */
let tokens;

before(async () => {
  server = await startServer({ after: (ending) => void endings.push(ending) });
  tokens = await Promise.all(['Ann', 'Bob'].map(async (name) => (await signIn(server, name)).accessToken));
});

after(async () => {
  for (const ending of endings) await ending();
});

/**
 * A note that Ann created and both have open.
 * @param {import('node:test').TestContext} t
 * @param {string} id
 * @param {unknown} content
 * @param {object} [options]
 * @returns {Promise<SyncDocument[]>}
 */
async function shared(t, id, content, options) {
  const ann = await open(t, id, 0, options);
  ann.save(content);
  assert.equal((await ann.flush()).state, 'saved');
  return [ann, await open(t, id, 1, options)];
}

/** @param {import('node:test').TestContext} t @param {string} id @param {number} who @param {object} [options] */
async function open(t, id, who, options) {
  const document = await openDocument(new URL(`/v1/notes/${id}`, server), { token: async () => tokens[who], ...options });
  t.after(() => document.close());
  return document;
}

/** @param {SyncDocument} document @param {unknown} content */
async function save(document, content) {
  document.save(content);
  return (await document.flush()).state;
}

/** The newest content. @param {import('node:test').TestContext} t @param {string} id */
const stored = async (t, id) => (await open(t, id, 0)).content;

/** Polls a condition. @param {() => boolean} holds */
async function until(holds) {
  for (const end = performance.now() + 60_000; !holds();) {
    assert.ok(performance.now() < end, 'The condition never held.');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test('a conflict shows what both sides changed, and a merge resolves it', async (t) => {
  const [ann, bob] = await shared(t, 'merged', { title: 'Plan', text: 'Tea' });
  assert.equal(await save(ann, { title: 'Ann', text: 'Tea' }), 'saved');
  assert.equal(await save(bob, { title: 'Plan', text: 'Bob' }), 'conflict');
  const conflict = /** @type {Conflict} */ (bob.pendingConflict);
  const { self, base, changes = [] } = conflict.problem;
  assert.deepEqual([self, base?.version, conflict.version, conflict.mergeable], [false, 1, 2, true]);
  assert.deepEqual(changes.map(({ path, by }) => [path, by]).sort(), [['/text', 'yours'], ['/title', 'theirs']]);
  conflict.merge();
  assert.equal((await bob.flush()).state, 'saved');
  assert.deepEqual(bob.content, { title: 'Ann', text: 'Bob' });
  assert.deepEqual(await stored(t, 'merged'), { title: 'Ann', text: 'Bob' });
});

test('keepMine replaces the version that was shown, and no later one', async (t) => {
  const [ann, bob] = await shared(t, 'kept', { text: 'Tea' });
  assert.equal(await save(ann, { text: 'Ann' }), 'saved');
  assert.equal(await save(bob, { text: 'Bob' }), 'conflict');
  assert.equal(await save(ann, { text: 'Ann again' }), 'saved');
  bob.pendingConflict?.keepMine();
  assert.equal((await bob.flush()).state, 'conflict');
  assert.deepEqual(await stored(t, 'kept'), { text: 'Ann again' });
  bob.pendingConflict?.keepMine();
  assert.equal((await bob.flush()).state, 'saved');
  assert.deepEqual(await stored(t, 'kept'), { text: 'Bob' });
});

test('the result of a merge is adopted, and the next save continues it', async (t) => {
  const [ann, bob] = await shared(t, 'together', { ann: '', bob: '' }, { merge: true });
  assert.equal(await save(ann, { ann: 'one', bob: '' }), 'saved');
  assert.equal(await save(bob, { ann: '', bob: 'two' }), 'saved');
  assert.deepEqual(bob.content, { ann: 'one', bob: 'two' });
  assert.equal(await save(bob, { ann: 'one, corrected', bob: 'two' }), 'saved');
  assert.deepEqual(await stored(t, 'together'), { ann: 'one, corrected', bob: 'two' });
});

test('each writer sees the changes of the other, and there is no conflict', async (t) => {
  const [ann, bob] = await shared(t, 'live', { ann: '', bob: '' }, { merge: true });
  /** @type {boolean[]} */
  const changes = [];
  ann.onRemoteChange = () => {};
  bob.onRemoteChange = ({ applied }) => changes.push(applied);
  for (let word = 1; word <= 3; word++) {
    assert.equal(await save(ann, { .../** @type {object} */ (ann.content), ann: `${word}` }), 'saved');
    await until(() => /** @type {any} */ (bob.content).ann === `${word}`);
    assert.equal(await save(bob, { .../** @type {object} */ (bob.content), bob: `${word}` }), 'saved');
    await until(() => /** @type {any} */ (ann.content).bob === `${word}`);
  }
  assert.deepEqual([ann.version, bob.version, changes], [7, 7, [true, true, true]]);
});

test('a remote change is reported, and not applied, while a change is unsaved', async (t) => {
  const [ann, bob] = await shared(t, 'noticed', { text: 'Tea' }, { debounce: 600_000, maxWait: 600_000 });
  /** @type {import('../../src/syncserver-js/src/document.js').RemoteChange[]} */
  const changes = [];
  bob.onRemoteChange = (change) => changes.push(change);
  bob.save({ text: 'Bob' });
  assert.equal(await save(ann, { text: 'Ann' }), 'saved');
  await until(() => changes.length > 0);
  const [{ content, version, applied, savedBy }] = changes;
  // A version that is found by reading does not say who saved it.
  assert.deepEqual([content, version, applied, savedBy?.name ?? 'Ann', bob.status.state], [null, 2, false, 'Ann', 'saving']);
  assert.equal((await bob.flush()).state, 'conflict');
});

test('presence shows who joins and leaves', async (t) => {
  const [ann, bob] = await shared(t, 'present', { text: 'Tea' });
  /** @type {string[]} */
  const seen = [];
  ann.onPresenceChange = ({ person, state, field }) => seen.push(`${person.name} ${state} ${field ?? ''}`);
  const joined = setInterval(() => void bob.presence.join('viewing', '/text'), 500);
  await until(() => seen.includes('Bob viewing /text'));
  clearInterval(joined);
  assert.ok((await ann.presence.list()).some(({ person, state }) => person.name === 'Bob' && state === 'viewing'));
  await bob.presence.leave();
  await until(() => seen.some((line) => line.startsWith('Bob gone')));
});

test('a save that a lock refused is kept, and saved once the lock is released', async (t) => {
  const [ann, bob] = await shared(t, 'locked', { text: 'Tea' });
  const lock = await ann.lock('', { ttl: 60 });
  await assert.rejects(bob.lock('/text'), { status: 423, type: 'locked' });
  assert.equal(await save(bob, { text: 'Bob' }), 'refused');
  assert.equal(/** @type {any} */ (bob.status.error).type, 'locked');
  assert.deepEqual(bob.content, { text: 'Bob' });
  await lock.release();
  assert.equal((await bob.flush()).state, 'saved');
});

test('the history lists versions, an earlier one is read and restored, and the editor shows it', async (t) => {
  const [ann] = await shared(t, 'past', { text: 'one' });
  for (const text of ['two', 'three']) assert.equal(await save(ann, { text }), 'saved');
  const { items: [newest, ...older], next } = await ann.history({ limit: 2 });
  assert.deepEqual([newest.version, newest.savedBy.name, newest.deleted, older.length, next], [3, 'Ann', false, 1, '2']);
  assert.deepEqual((await ann.history({ before: next ?? '' })).items.map(({ version }) => version), [1]);
  assert.deepEqual(await ann.revision(1), { text: 'one' });
  /** @type {unknown[]} */
  const shown = [];
  ann.onRemoteChange = ({ content, applied }) => applied && shown.push(content);
  assert.equal((await ann.restore(1)).state, 'saved');
  assert.deepEqual([ann.content, ann.version, shown], [{ text: 'one' }, 4, [{ text: 'one' }]]);
  await assert.rejects(ann.revision(9), { status: 404 });
});

test('a restore does not overwrite a version that was not seen', async (t) => {
  const [ann, bob] = await shared(t, 'past-conflict', { text: 'one' });
  assert.equal(await save(ann, { text: 'two' }), 'saved');
  assert.equal(await save(bob, { text: 'Bob' }), 'conflict');
  bob.pendingConflict?.keepMine();
  assert.equal((await bob.flush()).state, 'saved');
  assert.equal((await ann.restore(1)).state, 'conflict');
  assert.deepEqual(await stored(t, 'past-conflict'), { text: 'Bob' });
});

test('the documents of a collection are listed in pages', async (t) => {
  for (const id of ['a', 'b', 'c']) {
    const document = await openDocument(new URL(`/v1/lists/${id}`, server), { token: async () => tokens[0] });
    t.after(() => document.close());
    assert.equal(await save(document, id), 'saved');
  }
  const url = new URL('/v1/lists', server);
  const token = async () => tokens[0];
  const first = await list(url, { token, limit: 2 });
  const second = await list(url, { token, after: first.next ?? undefined });
  assert.deepEqual([...first.items, ...second.items].map(({ id, version }) => [id, version]), [['a', 1], ['b', 1], ['c', 1]]);
  assert.equal(second.next, null);
});

test('a delete between two saves starts a new document', async (t) => {
  const [ann, bob] = await shared(t, 'deleted', { text: 'one' });
  ann.save({ text: 'two' });
  ann.delete();
  ann.save({ text: 'three' });
  assert.deepEqual(await ann.flush(), { state: 'saved', version: 4, error: null, draftError: null });
  assert.equal(await save(bob, { text: 'Bob' }), 'conflict');
});
