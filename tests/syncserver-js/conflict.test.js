// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { etag, FakeServer } from './fake-server.js';

/** Somebody else's version. @param {number} version */
const theirs = (version) => ({
  version, etag: etag(version), savedAt: '2026-01-01T00:00:00.000Z', savedBy: { id: 'u2', name: 'Amy' },
  session: 's_1', contentType: 'application/json', content: 'theirs',
});

/**
 * A document at version 3 whose save of "mine" met version 4.
 * @param {FakeServer} server
 * @param {object} [members] Of the problem.
 */
async function conflicted(server, members) {
  const document = await server.open(3, 'a');
  /** @type {import('../../src/syncserver-js/src/syncserver.js').Conflict[]} */
  const conflicts = [];
  document.onConflict = (conflict) => conflicts.push(conflict);
  document.save('mine');
  const flushed = document.flush();
  (await server.next()).conflict({ base: { version: 3, etag: etag(3), kept: true }, current: theirs(4), ...members });
  const { state } = await flushed;
  await server.unexpected();
  return { document, conflicts, state };
}

test('a conflict stops sending, keeps what was typed, and shows both versions', async (t) => {
  const server = new FakeServer(t);
  const { document, conflicts, state } = await conflicted(server);
  assert.equal(state, 'conflict');
  assert.equal(document.content, 'mine');
  assert.equal(conflicts.length, 1);
  assert.deepEqual(conflicts[0].current, theirs(4));
  assert.equal(conflicts[0].base?.version, 3);
  assert.equal(conflicts[0].self, false);

  document.save('mine, and more');
  await server.pass(600_000);
  assert.equal(await server.unexpected(), 0);
  assert.equal(document.status.state, 'conflict');
  assert.equal((await document.flush()).state, 'conflict');
});

test('keepMine saves what was typed last over the version shown, under a new sequence', async (t) => {
  const server = new FakeServer(t);
  const { document, conflicts } = await conflicted(server);
  document.save('mine, and more');
  conflicts[0].keepMine();
  const save = await server.next();
  assert.deepEqual(
    [save.body, save.sequence, save.headers.get('If-Match'), save.headers.get('Conflict-Id')],
    ['"mine, and more"', 2, etag(4), 'c1']);
  save.accept(5);
  assert.deepEqual(await document.flush(), { state: 'saved', version: 5, error: null });

  document.save('on it goes');
  void document.flush();
  const next = await server.next();
  assert.deepEqual([next.headers.get('If-Match'), next.headers.get('Conflict-Id')], [etag(5), null]);
});

test('keepMine that meets yet another version is a new conflict', async (t) => {
  const server = new FakeServer(t);
  const { document, conflicts } = await conflicted(server);
  conflicts[0].keepMine();
  (await server.next()).conflict({ current: theirs(5), conflictId: 'c2' });
  await server.unexpected();
  assert.deepEqual(conflicts.map((conflict) => conflict.current?.version), [4, 5]);
  assert.equal(document.content, 'mine');
});

const tombstone = { ...theirs(4), deleted: true, content: undefined };

for (const [name, current, precondition] of /** @type {const} */ ([
  ['is deleted, on its tombstone', tombstone, ['If-Match', etag(4)]], ['is not known', null, ['If-None-Match', '*']],
])) {
  test(`keepMine creates a document that ${name}`, async (t) => {
    const server = new FakeServer(t);
    const { document, conflicts } = await conflicted(server, { current });
    conflicts[0].keepMine();
    const save = await server.next();
    assert.equal(save.headers.get(precondition[0]), precondition[1]);
    save.accept(current ? 5 : 1, 'created');
    assert.equal((await document.flush()).version, current ? 5 : 1);
  });
}

test('keepMine of a delete that met a delete sends nothing', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(3, 'a');
  document.delete();
  (await server.next()).conflict({ current: tombstone });
  await server.unexpected();
  document.conflict?.keepMine();
  assert.deepEqual(await document.flush(), { state: 'saved', version: 4, error: null });
  assert.equal(await server.unexpected(), 0);
  document.save('again');
  void document.flush();
  assert.equal((await server.next()).headers.get('If-Match'), etag(4));
});

test('takeTheirs takes the version shown and saves go on from there, without a parent', async (t) => {
  const server = new FakeServer(t);
  const { document, conflicts } = await conflicted(server);
  conflicts[0].takeTheirs();
  assert.equal(document.content, 'theirs');
  assert.deepEqual(document.status, { state: 'saved', version: 4, error: null });
  document.save('theirs, mine');
  void document.flush();
  const save = await server.next();
  assert.deepEqual([save.sequence, save.headers.get('If-Match'), save.headers.get('Save-Parent')], [2, etag(4), null]);
});

test('takeTheirs of a tombstone leaves no document, and the next save names the tombstone', async (t) => {
  const server = new FakeServer(t);
  const { document, conflicts } = await conflicted(server, { current: tombstone });
  conflicts[0].takeTheirs();
  assert.equal(document.content, null);
  document.save('again');
  void document.flush();
  assert.equal((await server.next()).headers.get('If-Match'), etag(4));
});

test('later sends nothing and leaves the other choices open', async (t) => {
  const server = new FakeServer(t);
  const { document, conflicts } = await conflicted(server);
  conflicts[0].later();
  assert.equal(document.status.state, 'kept');
  document.save('mine, longer');
  await server.pass(600_000);
  assert.equal(await server.unexpected(), 0);
  conflicts[0].keepMine();
  assert.equal((await server.next()).body, '"mine, longer"');
});

test('a conflict is settled once', async (t) => {
  const server = new FakeServer(t);
  const { conflicts } = await conflicted(server);
  conflicts[0].keepMine();
  assert.throws(() => conflicts[0].keepMine(), /settled/);
  assert.throws(() => conflicts[0].later(), /settled/);
  assert.throws(() => conflicts[0].takeTheirs(), /settled/);
});

test('a conflict with oneself is settled with what was typed last, without asking', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(3, 'a');
  document.onConflict = () => assert.fail('nobody is to be asked');
  document.save('b');
  void document.flush();
  const first = await server.next();
  document.save('c');
  first.conflict({ self: true, current: theirs(5) });
  const save = await server.next();
  assert.deepEqual(
    [save.body, save.sequence, save.headers.get('If-Match'), save.headers.get('Save-Parent')], ['"c"', 2, etag(5), null]);
  save.accept(6);
  assert.deepEqual(await document.flush(), { state: 'saved', version: 6, error: null });
});

test('a conflict with oneself is settled without asking, also where the answer that was due explains it', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(3, 'a');
  document.onConflict = () => assert.fail('nobody is to be asked');
  const saves = [];
  for (const content of ['b', 'c']) {
    document.save(content);
    void document.flush();
    saves.push(await server.next());
  }
  saves[1].conflict({ self: true, current: theirs(4) });
  await server.unexpected();
  saves[0].accept(4, 'replayed');
  const save = await server.next();
  assert.deepEqual([save.body, save.sequence, save.headers.get('If-Match'), save.headers.get('Save-Parent')], ['"c"', 3, etag(4), null]);
});

test('a conflict with oneself on the very version that was named is shown, not sent again for ever', async (t) => {
  const server = new FakeServer(t);
  const { conflicts } = await conflicted(server, { self: true, current: theirs(3) });
  assert.equal(await server.unexpected(), 0);
  assert.equal(conflicts.length, 1);
});

test('after a restore from backup an older version can be built on', async (t) => {
  const server = new FakeServer(t);
  const { document, conflicts } = await conflicted(server, { base: null, current: theirs(1) });
  conflicts[0].keepMine();
  const save = await server.next();
  assert.equal(save.headers.get('If-Match'), etag(1));
  save.accept(2);
  assert.equal((await document.flush()).version, 2);
});

test('a content too large for the answer is read from where the answer says', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(3, 'a');
  /** @type {unknown[]} */
  const shown = [];
  /** @type {string[]} */
  const states = [];
  document.onStatus = ({ state }) => states.push(state);
  document.onConflict = ({ current }) => shown.push(current?.content);
  document.save('mine');
  void document.flush();
  const { content, ...large } = theirs(4);
  (await server.next()).conflict({ current: { ...large, contentUrl: '/v1/notes/one/revisions/4' } });
  const read = await server.next();
  assert.equal(read.url, 'http://sync.test/v1/notes/one/revisions/4');
  assert.deepEqual(shown, []);
  read.lose();
  await server.pass(500);
  (await server.next()).answer(200, {}, content);
  await server.unexpected();
  assert.deepEqual(shown, ['theirs']);
  // Whoever looks at the status alone sees it too.
  assert.equal(states.at(-1), 'conflict');
});

for (const self of [true, false]) {
  test(`an ETag whose content may not be read is not named${self ? ', not even where nobody else is involved' : ''}`, async (t) => {
    const server = new FakeServer(t);
    const document = await server.open(3, 'a');
    document.save('mine');
    const flushed = document.flush();
    const { content, ...large } = theirs(4);
    (await server.next()).conflict({ self, current: { ...large, contentUrl: '/v1/notes/one/revisions/4' } });
    (await server.next()).answer(403, {}, { type: '/problems/not-allowed', title: 'Not yours.' });
    assert.equal((await flushed).state, 'refused');
    assert.equal(await server.unexpected(), 0);
    void document.flush();
    const save = await server.next();
    assert.deepEqual([save.body, save.headers.get('If-Match')], ['"mine"', etag(3)]);
  });
}
