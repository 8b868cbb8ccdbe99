// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { etag, FakeServer } from './fake-server.js';

/** @typedef {import('../../src/syncserver-js/src/document.js').RemoteChange} RemoteChange */

/** @param {number} version @param {string} [cursor] */
const saved = (version, cursor = `c${version}`) =>
  `event: saved\nid: ${cursor}\ndata: ${JSON.stringify({ cursor, collection: 'notes', id: 'one', version, etag: etag(version), deleted: false })}\n\n`;

/** A document at version 3 that listens. @param {FakeServer} server @param {object} [options] */
async function listening(server, options) {
  const document = await server.open(3, 'a', options);
  /** @type {RemoteChange[]} */
  const changes = [];
  document.onRemoteChange = (change) => changes.push(change);
  const request = await server.next();
  assert.equal(request.url, 'http://sync.test/v1/events?collection=notes&id=one');
  assert.equal(request.headers.get('Last-Event-ID'), null);
  const tell = request.stream();
  // What happened between the read and the subscription is looked for once the subscription stands.
  (await server.next()).answer(304, {});
  assert.equal(await server.unexpected(), 0);
  return { document, changes, tell };
}

test('a change elsewhere is fetched and shown where nothing is unsaved', async (t) => {
  const server = new FakeServer(t);
  const { document, changes, tell } = await listening(server);
  tell(saved(4));
  const read = await server.next();
  assert.deepEqual([read.headers.get('Min-Version'), read.headers.get('If-None-Match')], ['4', etag(3)]);
  read.answer(200, { 'Sync-ETag': etag(4), Version: '4' }, 'theirs');
  await server.unexpected();
  assert.deepEqual(changes, [{ content: 'theirs', version: 4, pending: false }]);
  assert.deepEqual(document.status, { state: 'saved', version: 4, error: null });
});

test('what happened before the subscription stood is not missed', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(3, 'a');
  document.onRemoteChange = () => {};
  (await server.next()).stream();
  (await server.next()).answer(200, { 'Sync-ETag': etag(4), Version: '4' }, 'theirs');
  await server.unexpected();
  assert.equal(document.content, 'theirs');
});

test('a change elsewhere is only told of while something is unsaved', async (t) => {
  const server = new FakeServer(t);
  const { document, changes, tell } = await listening(server);
  document.save('mine');
  tell(saved(4));
  await server.unexpected();
  tell(saved(4));
  await server.unexpected();
  assert.deepEqual(changes, [{ content: 'mine', version: 4, pending: true }]);
  assert.equal(document.status.state, 'saving');
  void document.flush();
  const save = await server.next();
  assert.equal(save.headers.get('If-Match'), etag(3));
  save.conflict({ current: { version: 4, etag: etag(4), savedBy: { id: 'u2', name: 'Amy' }, content: 'theirs' } });
  await server.unexpected();
  assert.equal(document.status.state, 'conflict');
});

test("one's own save is no change, whichever is heard first, the event or the answer", async (t) => {
  const server = new FakeServer(t);
  const { document, changes, tell } = await listening(server);
  document.save('mine');
  void document.flush();
  const save = await server.next();
  tell(saved(4));
  await server.unexpected();
  save.accept(4);
  await document.flush();
  tell(saved(4));
  assert.equal(await server.unexpected(), 0);
  assert.deepEqual(changes, []);
});

test('a save of their own is no change for those who type on while it is merged', async (t) => {
  const server = new FakeServer(t);
  const { document, changes, tell } = await listening(server, { merge: true });
  document.save('mine');
  void document.flush();
  const save = await server.next();
  document.save('mine, more');
  save.store(5, 'mine and theirs');
  await server.unexpected();
  tell(saved(4) + saved(5));
  assert.equal(await server.unexpected(), 0);
  assert.deepEqual(changes, []);
});

test('what is typed while a change is fetched is not covered by it', async (t) => {
  const server = new FakeServer(t);
  const { document, changes, tell } = await listening(server);
  tell(saved(4));
  const read = await server.next();
  document.save('mine');
  read.answer(200, { 'Sync-ETag': etag(4), Version: '4' }, 'theirs');
  await server.unexpected();
  assert.deepEqual([document.content, changes], ['mine', [{ content: 'mine', version: 4, pending: true }]]);
});

test('a change that comes while another one is fetched is fetched too', async (t) => {
  for (const first of [4, 3]) {
    const server = new FakeServer(t);
    const { document, tell } = await listening(server);
    tell(saved(4));
    const read = await server.next();
    tell(saved(5));
    await server.unexpected();
    if (first === 4) read.answer(200, { 'Sync-ETag': etag(4), Version: '4' }, 'theirs');
    else read.answer(304, {});
    const again = await server.next();
    assert.equal(again.headers.get('Min-Version'), '5');
    again.answer(200, { 'Sync-ETag': etag(5), Version: '5' }, 'theirs, more');
    await server.unexpected();
    assert.equal(document.content, 'theirs, more');
    await document.close();
    t.mock.reset();
  }
});

test('a document deleted elsewhere has no content', async (t) => {
  const server = new FakeServer(t);
  const { document, changes, tell } = await listening(server);
  tell(saved(4).replace('event: saved', 'event: deleted'));
  (await server.next()).answer(410, { Version: '4', 'Sync-ETag': etag(4) }, { type: '/problems/gone' });
  await server.unexpected();
  assert.deepEqual(changes, [{ content: null, version: 4, pending: false }]);
  document.save('again');
  void document.flush();
  assert.equal((await server.next()).headers.get('If-Match'), etag(4));
});

test('a stream that breaks goes on after its last event', async (t) => {
  const server = new FakeServer(t);
  const { tell } = await listening(server);
  tell(': still here\n\n' + saved(3, 'c-3').replaceAll('\n', '\r\n'));
  await server.unexpected();
  await server.pass(44_000);
  tell(': still here\n\n');
  await server.pass(44_000);
  assert.equal(await server.unexpected(), 0);
  await server.pass(1000);
  await server.pass(500);
  const again = await server.next();
  assert.equal(again.headers.get('Last-Event-ID'), 'c-3');
  again.stream();
  assert.equal(await server.unexpected(), 0);
});

test('a stream that breaks before anything happened goes on after what the server told of itself', async (t) => {
  const server = new FakeServer(t);
  const { tell } = await listening(server);
  tell(':\nid: c-0\n\n');
  await server.unexpected();
  await server.pass(45_000);
  await server.pass(500);
  const again = await server.next();
  assert.equal(again.headers.get('Last-Event-ID'), 'c-0');
});

test('a stream that cannot be had is asked for again, with pauses', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(3, 'a');
  document.onRemoteChange = () => {};
  (await server.next()).lose();
  await server.pass(500);
  (await server.next()).answer(503, { 'Retry-After': '4' }, {});
  await server.pass(4999);
  assert.equal(await server.unexpected(), 0);
  await server.pass(1);
  (await server.next()).answer(404, {}, {});
  await server.pass(600_000);
  assert.equal(await server.unexpected(), 0);
});

test('after "reset" the document is read again', async (t) => {
  const server = new FakeServer(t);
  const { document, tell } = await listening(server);
  tell('event: reset\nid: c-9\ndata: {"cursor":"c-9"}\n\n');
  (await server.next()).answer(200, { 'Sync-ETag': etag(8), Version: '8' }, 'newest');
  await server.unexpected();
  assert.equal(document.content, 'newest');
});

test('an event may come in pieces', async (t) => {
  const server = new FakeServer(t);
  const { document, tell } = await listening(server);
  /** @type {any[]} */
  const heard = [];
  document.onPresence = (event) => heard.push(event);
  for (const piece of ['event:presence\r', '\ndata: {"state":\rda', 'ta: "viewing"}\n', '\n']) {
    tell(piece);
    await server.unexpected();
  }
  assert.deepEqual(heard, [{ state: 'viewing' }]);
});

test('locks are told of, and a save that one refused goes once it is gone', async (t) => {
  const server = new FakeServer(t);
  const { document, tell } = await listening(server);
  /** @type {any[]} */
  const heard = [];
  document.onLocks = (event) => heard.push(event);
  document.save('mine');
  const flushed = document.flush();
  (await server.next()).answer(423, {}, { type: '/problems/locked', title: 'Locked.' });
  assert.equal((await flushed).state, 'refused');
  tell('event: unlocked\nid: c-4\ndata: {"collection":"notes","id":"one","scope":""}\n\n');
  assert.equal((await server.next()).body, '"mine"');
  assert.deepEqual(heard, [{ type: 'unlocked', collection: 'notes', id: 'one', scope: '' }]);
});

test('a lock is renewed until it is released', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(3, 'a');
  const locking = document.lock('/title', { ttl: 30 });
  const request = await server.next();
  assert.deepEqual([request.method, request.url, request.body], ['POST', 'http://sync.test/v1/notes/one/locks', '{"scope":"/title","ttlSeconds":30}']);
  request.answer(201, {}, { lockId: '7', scope: '/title', expiresAt: '2026-01-01T00:00:30.000Z' });
  const lock = await locking;
  let lost = 0;
  lock.onLost = () => lost++;
  await server.pass(10_000);
  const renewal = await server.next();
  assert.deepEqual([renewal.method, renewal.url, renewal.body], ['PUT', 'http://sync.test/v1/notes/one/locks/7', '{"ttlSeconds":30}']);
  assert.equal(renewal.headers.get('Session-Id'), request.headers.get('Session-Id'));
  renewal.answer(200, {}, { lockId: '7', scope: '/title', expiresAt: '2026-01-01T00:00:40.000Z' });
  await server.unexpected();
  assert.equal(lock.expiresAt, '2026-01-01T00:00:40.000Z');
  await server.pass(10_000);
  (await server.next()).lose();
  await server.pass(10_000);
  (await server.next()).answer(404, {}, {});
  await server.pass(60_000);
  assert.deepEqual([lost, await server.unexpected()], [1, 0]);
  void lock.release();
  assert.equal((await server.next()).method, 'DELETE');
});

test('a lock that another session holds is refused, with its holder', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(3, 'a');
  const locking = document.lock();
  (await server.next()).answer(423, {}, { type: '/problems/locked', title: 'Locked.', holder: { id: 'u2', name: 'Amy' } });
  await assert.rejects(locking, { status: 423, type: 'locked', problem: { type: '/problems/locked', title: 'Locked.', holder: { id: 'u2', name: 'Amy' } } });
});

test('presence is told again and again until it ends', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(3, 'a');
  void document.presence.join('editing', '/title');
  const first = await server.next();
  assert.deepEqual([first.method, first.url, first.body], ['PUT', 'http://sync.test/v1/notes/one/presence', '{"state":"editing","field":"/title"}']);
  first.lose();
  await server.pass(10_000);
  (await server.next()).answer(204, {});
  const listing = document.presence.list();
  (await server.next()).answer(200, {}, { items: [{ state: 'editing' }], next: null });
  assert.deepEqual(await listing, [{ state: 'editing' }]);
  await document.close();
  assert.equal((await server.next()).method, 'DELETE');
  await server.pass(60_000);
  assert.equal(await server.unexpected(), 0);
});
