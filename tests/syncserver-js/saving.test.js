// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from '../../src/syncserver-js/src/syncserver.js';
import { address, etag, FakeServer } from './fake-server.js';

test('opening reads content and version', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(4, { title: 'Tea' });
  assert.deepEqual(document.content, { title: 'Tea' });
  assert.equal(document.version, 4);
  assert.deepEqual(document.status, { state: 'saved', version: 4, error: null });
});

test('a document never seen opens empty and is created by the first save', async (t) => {
  const server = new FakeServer(t);
  const document = await server.openUnseen();
  assert.equal(document.content, null);
  document.save('a');
  await server.pass(300);
  const create = await server.next();
  assert.equal(create.headers.get('If-None-Match'), '*');
  assert.equal(create.headers.get('If-Match'), null);
  create.accept(1, 'created');
  assert.deepEqual(await document.flush(), { state: 'saved', version: 1, error: null });
});

test('a deleted document opens empty, with its version, and is created again on its tombstone', async (t) => {
  const server = new FakeServer(t);
  const opening = openDocument(address);
  (await server.next()).answer(410, { Version: '7', 'Sync-ETag': etag(7) }, { type: '/problems/gone' });
  const document = await opening;
  assert.equal(document.content, null);
  assert.equal(document.version, 7);
  document.save('a');
  void document.flush();
  assert.equal((await server.next()).headers.get('If-Match'), etag(7));
});

test('opening fails with the problem that the server names', async (t) => {
  const server = new FakeServer(t);
  const opening = openDocument(address);
  (await server.next()).answer(403, {}, { type: '/problems/not-allowed', title: 'Not yours.' });
  await assert.rejects(opening, { name: 'ProblemError', status: 403, type: 'not-allowed', message: 'Not yours.' });
});

test('a save is sent once typing pauses, with the newest content only', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(1, 'a', { debounce: 300, maxWait: 10_000 });
  for (const content of ['ab', 'abc', 'abcd']) {
    document.save(content);
    await server.pass(299);
    assert.equal(await server.unexpected(), 0);
  }
  await server.pass(1);
  const save = await server.next();
  assert.equal(save.method, 'PUT');
  assert.equal(save.url, address);
  assert.equal(save.body, '"abcd"');
  assert.equal(save.headers.get('Content-Type'), 'application/json');
});

test('typing that does not pause is saved all the same', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(1, '', { debounce: 300, maxWait: 1000 });
  for (let typed = 0; typed < 10; typed++) {
    document.save(typed);
    await server.pass(100);
  }
  assert.equal((await server.next()).body, '9');
});

test('what is changed after the call is not in the save', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(1, {});
  const content = { title: 'one' };
  document.save(content);
  content.title = 'two';
  void document.flush();
  assert.equal((await server.next()).body, '{"title":"one"}');
});

test('several saves are in flight, each with the newest ETag known when it was sent', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(3, 'a');
  const saves = [];
  for (const content of ['b', 'c']) {
    document.save(content);
    void document.flush();
    saves.push(await server.next());
  }
  saves[0].accept(4);
  await server.unexpected();
  document.save('d');
  void document.flush();
  saves.push(await server.next());
  assert.deepEqual(saves.map((save) => save.headers.get('If-Match')), [etag(3), etag(3), etag(4)]);
  assert.deepEqual(saves.map((save) => save.sequence), [1, 2, 3]);
  assert.deepEqual(saves.map((save) => save.headers.get('Save-Parent')), [null, '1', '2']);
  assert.equal(new Set(saves.map((save) => save.headers.get('Session-Id'))).size, 1);
  assert.match(saves[0].headers.get('Session-Id') ?? '', /^[A-Za-z0-9._~-]{8,128}$/);
});

test('a create may be in flight twice', async (t) => {
  const server = new FakeServer(t);
  const document = await server.openUnseen();
  const saves = [];
  for (const content of ['a', 'ab']) {
    document.save(content);
    void document.flush();
    saves.push(await server.next());
  }
  assert.deepEqual(saves.map((save) => save.headers.get('If-None-Match')), ['*', '*']);
  assert.deepEqual(saves.map((save) => save.headers.get('Save-Parent')), [null, '1']);
  saves[0].accept(1, 'created');
  saves[1].accept(2, 'session');
  assert.equal((await document.flush()).version, 2);
});

test('answers that come in the wrong order never move the known version backwards', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(3, 'a');
  const saves = [];
  for (const content of ['b', 'c', 'd']) {
    document.save(content);
    void document.flush();
    saves.push(await server.next());
  }
  saves[2].accept(6, 'session');
  saves[0].accept(4, 'replayed');
  saves[1].accept(5, 'superseded');
  assert.equal((await document.flush()).version, 6);
  document.save('e');
  void document.flush();
  assert.equal((await server.next()).headers.get('If-Match'), etag(6));
});

for (const outcome of ['verified', 'session', 'unchanged', 'replayed', 'forced']) {
  test(`the outcome "${outcome}" is a save that arrived`, async (t) => {
    const server = new FakeServer(t);
    const document = await server.open(3, 'a');
    document.save('b');
    const flushed = document.flush();
    (await server.next()).accept(5, outcome);
    assert.deepEqual(await flushed, { state: 'saved', version: 5, error: null });
  });
}

test('a version that only superseded a save is not adopted', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(3, 'a');
  const saves = [];
  for (const content of ['b', 'c']) {
    document.save(content);
    void document.flush();
    saves.push(await server.next());
  }
  saves[0].store(5, 'c', 'superseded');
  await server.unexpected();
  assert.equal(document.version, 3);
  document.save('d');
  void document.flush();
  const next = await server.next();
  assert.deepEqual([next.headers.get('If-Match'), next.headers.get('Save-Parent')], [etag(3), '2']);
  saves[1].accept(5, 'replayed');
  next.accept(6);
  assert.deepEqual(await document.flush(), { state: 'saved', version: 6, error: null });
});

test('what is no answer of the server is a lost answer', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(3, 'a');
  document.save('b');
  const flushed = document.flush();
  const first = await server.next();
  first.answer(200, { ETag: etag(9), Version: '9' }, 'a sign-in page');
  await server.pass(500);
  const second = await server.next();
  assert.equal(second.identity, first.identity);
  second.accept(4);
  assert.deepEqual(await flushed, { state: 'saved', version: 4, error: null });
  assert.equal(document.content, 'b');
});

test('no more than 32 saves are in flight, whatever the option says', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(1, '', { maxInFlight: 100 });
  for (let typed = 0; typed < 40; typed++) {
    document.save(typed);
    void document.flush();
  }
  for (let sequence = 1; sequence <= 32; sequence++) assert.equal((await server.next()).sequence, sequence);
  assert.equal(await server.unexpected(), 0);
});

test('a delete travels alone', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(3, 'a');
  document.save('b');
  document.delete();
  document.save('c');
  const save = await server.next();
  assert.deepEqual([save.method, await server.unexpected()], ['PUT', 0]);
  save.accept(4);
  const erase = await server.next();
  assert.deepEqual([erase.method, erase.headers.get('If-Match'), erase.headers.get('Save-Parent')], ['DELETE', etag(4), null]);
  void document.flush();
  assert.equal(await server.unexpected(), 0);
  erase.accept(5, 'deleted');
  const create = await server.next();
  assert.deepEqual([create.body, create.headers.get('If-Match'), create.headers.get('If-None-Match')], ['"c"', etag(5), null]);
});

test('beyond the limit of saves in flight only the newest content waits', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(1, '', { maxInFlight: 2 });
  for (const content of ['b', 'c', 'd', 'e']) {
    document.save(content);
    void document.flush();
  }
  const first = await server.next();
  assert.equal((await server.next()).body, '"c"');
  assert.equal(await server.unexpected(), 0);
  first.accept(2);
  const third = await server.next();
  assert.equal(third.body, '"e"');
  assert.equal(third.sequence, 3);
});

test('the token is asked for at every request', async (t) => {
  const server = new FakeServer(t);
  let asked = 0;
  const document = await server.open(1, '', { token: async () => `token-${++asked}` });
  document.save('b');
  void document.flush();
  assert.equal((await server.next()).headers.get('Authorization'), 'Bearer token-2');
});

test('each opening is a session of its own', async (t) => {
  const server = new FakeServer(t);
  const sessions = [];
  for (let tab = 0; tab < 2; tab++) {
    const document = await server.open(1, '');
    document.save(tab);
    void document.flush();
    sessions.push((await server.next()).headers.get('Session-Id'));
  }
  assert.notEqual(sessions[0], sessions[1]);
});

test('a policy of merging is declined unless merging is asked for', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(1, '');
  document.save('b');
  void document.flush();
  assert.equal((await server.next()).headers.get('On-Conflict'), 'reject');
});

test('the status is told as it changes', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(1, '');
  /** @type {string[]} */
  const told = [];
  document.onStatus = ({ state, version }) => told.push(`${state} v${version}`);
  document.save('b');
  document.save('c');
  const flushed = document.flush();
  (await server.next()).accept(2);
  await flushed;
  await server.unexpected();
  assert.deepEqual(told, ['saving v1', 'saved v2']);
});

test('a closed document sends nothing and takes nothing', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(1, '');
  document.save('b');
  void document.flush();
  const save = await server.next();
  document.save('c');
  const flushed = document.flush();
  document.close();
  assert.equal((await flushed).state, 'closed');
  assert.equal(save.aborted, true);
  await server.pass(600_000);
  await server.next();
  assert.equal(await server.unexpected(), 0);
  assert.throws(() => document.save('d'), /closed/);
});
