// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { etag, FakeServer } from './fake-server.js';

/** @typedef {import('../../src/syncserver-js/src/document.js').RemoteChange} RemoteChange */

/** @param {number} version @param {string} [cursor] */
const saved = (version, cursor = `c${version}`) =>
  `event: saved\nid: ${cursor}\ndata: ${JSON.stringify({ cursor, collection: 'notes', id: 'one', version, etag: etag(version), deleted: false, savedBy: { id: 'u2', name: 'Amy' } })}\n\n`;

/** A document at version 3 with an event stream. @param {FakeServer} server @param {object} [options] */
async function listening(server, options) {
  const document = await server.open(3, 'a', options);
  /** @type {RemoteChange[]} */
  const changes = [];
  document.onRemoteChange = (change) => changes.push(change);
  const request = await server.next();
  assert.equal(request.url, 'http://sync.test/v1/events?collection=notes&id=one');
  assert.equal(request.headers.get('Last-Event-ID'), null);
  const push = request.stream();
  // Events between the read and the subscription would be missed: the document is read again.
  (await server.next()).respond(304, {});
  assert.equal(await server.unexpected(), 0);
  return { document, changes, push };
}

test('a version of another session is read and adopted where nothing is unsaved', async (t) => {
  const server = new FakeServer(t);
  const { document, changes, push } = await listening(server);
  push(saved(4));
  const read = await server.next();
  assert.deepEqual([read.headers.get('Min-Version'), read.headers.get('If-None-Match')], ['4', etag(3)]);
  read.respond(200, { 'Sync-ETag': etag(4), Version: '4' }, 'theirs');
  await server.unexpected();
  assert.deepEqual(changes, [{ content: 'theirs', version: 4, applied: true, savedBy: { id: 'u2', name: 'Amy' } }]);
  assert.deepEqual(document.status, { state: 'saved', version: 4, error: null, draftError: null });
});

test('a version that was saved before the event stream was open is read', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(3, 'a');
  document.onRemoteChange = () => {};
  (await server.next()).stream();
  (await server.next()).respond(200, { 'Sync-ETag': etag(4), Version: '4' }, 'theirs');
  await server.unexpected();
  assert.equal(document.content, 'theirs');
});

test('a version of another session is reported once, and not adopted, while a change is unsaved', async (t) => {
  const server = new FakeServer(t);
  const { document, changes, push } = await listening(server);
  document.save('mine');
  push(saved(4));
  await server.unexpected();
  push(saved(4));
  await server.unexpected();
  assert.deepEqual(changes, [{ content: null, version: 4, applied: false, savedBy: { id: 'u2', name: 'Amy' } }]);
  assert.equal(document.status.state, 'saving');
  void document.flush();
  const save = await server.next();
  assert.equal(save.headers.get('If-Match'), etag(3));
  save.conflict({ current: { version: 4, etag: etag(4), savedBy: { id: 'u2', name: 'Amy' }, content: 'theirs' } });
  await server.unexpected();
  assert.equal(document.status.state, 'conflict');
});

test('an own save is not a remote change, whether the event or the response comes first', async (t) => {
  const server = new FakeServer(t);
  const { document, changes, push } = await listening(server);
  document.save('mine');
  void document.flush();
  const save = await server.next();
  push(saved(4));
  await server.unexpected();
  save.accept(4);
  await document.flush();
  push(saved(4));
  assert.equal(await server.unexpected(), 0);
  assert.deepEqual(changes, []);
});

test('an own save that the server merged is not a remote change while more is typed', async (t) => {
  const server = new FakeServer(t);
  const { document, changes, push } = await listening(server, { merge: true });
  document.save('mine');
  void document.flush();
  const save = await server.next();
  document.save('mine, more');
  save.store(5, 'mine and theirs');
  await server.unexpected();
  push(saved(4) + saved(5));
  assert.equal(await server.unexpected(), 0);
  assert.deepEqual(changes, []);
});

test('a change typed while a version is read is not overwritten by it', async (t) => {
  const server = new FakeServer(t);
  const { document, changes, push } = await listening(server);
  push(saved(4));
  const read = await server.next();
  document.save('mine');
  read.respond(200, { 'Sync-ETag': etag(4), Version: '4' }, 'theirs');
  await server.unexpected();
  assert.deepEqual([document.content, changes], ['mine', [{ content: null, version: 4, applied: false, savedBy: { id: 'u2', name: 'Amy' } }]]);
});

test('a version that is announced while another one is read is read too', async (t) => {
  for (const first of [4, 3]) {
    const server = new FakeServer(t);
    const { document, push } = await listening(server);
    push(saved(4));
    const read = await server.next();
    push(saved(5));
    await server.unexpected();
    if (first === 4) read.respond(200, { 'Sync-ETag': etag(4), Version: '4' }, 'theirs');
    else read.respond(304, {});
    const again = await server.next();
    assert.equal(again.headers.get('Min-Version'), '5');
    again.respond(200, { 'Sync-ETag': etag(5), Version: '5' }, 'theirs, more');
    await server.unexpected();
    assert.equal(document.content, 'theirs, more');
    await document.close();
    t.mock.reset();
  }
});

test('a document that another session deleted has no content', async (t) => {
  const server = new FakeServer(t);
  const { document, changes, push } = await listening(server);
  push(saved(4).replace('event: saved', 'event: deleted'));
  (await server.next()).respond(410, { Version: '4', 'Sync-ETag': etag(4) }, { type: '/problems/gone' });
  await server.unexpected();
  assert.deepEqual(changes, [{ content: null, version: 4, applied: true, savedBy: { id: 'u2', name: 'Amy' } }]);
  document.save('again');
  void document.flush();
  assert.equal((await server.next()).headers.get('If-Match'), etag(4));
});

test('a stream that fell silent is resumed after its last event', async (t) => {
  const server = new FakeServer(t);
  const { push } = await listening(server);
  push(': still here\n\n' + saved(3, 'c-3').replaceAll('\n', '\r\n'));
  await server.unexpected();
  await server.pass(44_000);
  push(': still here\n\n');
  await server.pass(44_000);
  assert.equal(await server.unexpected(), 0);
  await server.pass(1000);
  await server.pass(500);
  const again = await server.next();
  assert.equal(again.headers.get('Last-Event-ID'), 'c-3');
  again.stream();
  assert.equal(await server.unexpected(), 0);
});

test('a stream without events is resumed at the position that the server sent', async (t) => {
  const server = new FakeServer(t);
  const { push } = await listening(server);
  push(':\nid: c-0\n\n');
  await server.unexpected();
  await server.pass(45_000);
  await server.pass(500);
  const again = await server.next();
  assert.equal(again.headers.get('Last-Event-ID'), 'c-0');
});

test('opening the stream is retried with back-off, and given up where there is no document', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(3, 'a');
  document.onRemoteChange = () => {};
  (await server.next()).lose();
  await server.pass(500);
  (await server.next()).respond(503, { 'Retry-After': '4' }, {});
  await server.pass(4999);
  assert.equal(await server.unexpected(), 0);
  await server.pass(1);
  (await server.next()).respondText(404, { 'Content-Type': 'text/html' }, '<h1>default backend</h1>');
  await server.pass(30_000);
  (await server.next()).respond(404, {}, { type: '/problems/not-found' });
  await server.pass(600_000);
  assert.equal(await server.unexpected(), 0);
});

test('the event "reset" makes the client read the document', async (t) => {
  const server = new FakeServer(t);
  const { document, push } = await listening(server);
  push('event: reset\nid: c-9\ndata: {"cursor":"c-9"}\n\n');
  (await server.next()).respond(200, { 'Sync-ETag': etag(8), Version: '8' }, 'newest');
  await server.unexpected();
  assert.equal(document.content, 'newest');
});

test('an event may arrive in several chunks', async (t) => {
  const server = new FakeServer(t);
  const { document, push } = await listening(server);
  /** @type {any[]} */
  const changes = [];
  document.onPresenceChange = (present) => changes.push(present);
  for (const chunk of ['event:presence\r', '\ndata: {"state":\rda', 'ta: "viewing"}\n', '\n']) {
    push(chunk);
    await server.unexpected();
  }
  assert.deepEqual(changes, [{ state: 'viewing' }]);
});

test('lock changes are reported, and a save that a lock refused is sent once the lock is released', async (t) => {
  const server = new FakeServer(t);
  const { document, push } = await listening(server);
  /** @type {any[]} */
  const changes = [];
  document.onLockChange = (change) => changes.push(change);
  document.save('mine');
  const flushed = document.flush();
  (await server.next()).respond(423, {}, { type: '/problems/locked', title: 'Locked.' });
  assert.equal((await flushed).state, 'refused');
  push('event: unlocked\nid: c-4\ndata: {"collection":"notes","id":"one","lockId":"7","scope":"","holder":{"id":"u2","name":"Amy"}}\n\n');
  assert.equal((await server.next()).body, '"mine"');
  assert.deepEqual(changes, [{ lockId: '7', scope: '', locked: false, holder: { id: 'u2', name: 'Amy' }, takenBy: null }]);
});

test('a lock is renewed until it is released', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(3, 'a');
  const locking = document.lock('/title', { ttl: 30 });
  const request = await server.next();
  assert.deepEqual([request.method, request.url, request.body], ['POST', 'http://sync.test/v1/notes/one/locks', '{"scope":"/title","ttlSeconds":30}']);
  request.respond(201, {}, { lockId: '7', scope: '/title', expiresAt: '2026-01-01T00:00:30.000Z' });
  const lock = await locking;
  let lost = 0;
  lock.onLost = () => lost++;
  await server.pass(10_000);
  const renewal = await server.next();
  assert.deepEqual([renewal.method, renewal.url, renewal.body], ['PUT', 'http://sync.test/v1/notes/one/locks/7', '{"ttlSeconds":30}']);
  assert.equal(renewal.headers.get('Session-Id'), request.headers.get('Session-Id'));
  renewal.respond(200, {}, { lockId: '7', scope: '/title', expiresAt: '2026-01-01T00:00:40.000Z' });
  await server.unexpected();
  assert.equal(lock.expiresAt, '2026-01-01T00:00:40.000Z');
  await server.pass(10_000);
  (await server.next()).lose();
  await server.pass(10_000);
  (await server.next()).respond(404, {}, { type: '/problems/not-found' });
  await server.pass(60_000);
  assert.deepEqual([lost, await server.unexpected()], [1, 0]);
  void lock.release();
  assert.equal((await server.next()).method, 'DELETE');
});

test('a lock that another session holds is refused, and the problem names the holder', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(3, 'a');
  const locking = document.lock();
  (await server.next()).respond(423, {}, { type: '/problems/locked', title: 'Locked.', holder: { id: 'u2', name: 'Amy' } });
  await assert.rejects(locking, { status: 423, type: 'locked', problem: { type: '/problems/locked', title: 'Locked.', holder: { id: 'u2', name: 'Amy' } } });
});

test('presence is renewed until the session leaves', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(3, 'a');
  void document.presence.join('editing', '/title');
  const first = await server.next();
  assert.deepEqual([first.method, first.url, first.body], ['PUT', 'http://sync.test/v1/notes/one/presence', '{"state":"editing","field":"/title"}']);
  first.lose();
  await server.pass(10_000);
  (await server.next()).respond(204, {});
  const listing = document.presence.list();
  (await server.next()).respond(200, {}, { items: [{ state: 'editing' }], next: null });
  assert.deepEqual(await listing, [{ state: 'editing' }]);
  await document.close();
  assert.equal((await server.next()).method, 'DELETE');
  await server.pass(60_000);
  assert.equal(await server.unexpected(), 0);
});

for (const [name, fail] of /** @type {const} */ ([
  ['no token', null], ['an error of the server', 500], ['a refused token', 401],
])) {
  test(`a version that cannot be read for ${name} is read later, not at once again and again`, async (t) => {
    const server = new FakeServer(t);
    let calls = 0;
    let isSignedOut = false;
    const document = await server.open(3, 'a', {
      token: async () => {
        calls++;
        if (isSignedOut) throw new Error('Signed out.');
        return 'token';
      },
    });
    document.onRemoteChange = () => {};
    const send = (await server.next()).stream();
    (await server.next()).respond(304, {});
    await server.unexpected();
    isSignedOut = fail === null;
    calls = 0;
    send('event: saved\nid: 4\ndata: {"version":4}\n\n');
    if (fail) (await server.next()).respond(fail, {}, {});
    assert.equal(await server.unexpected(), 0);
    assert.ok(calls <= 2, `${calls} calls`);
    isSignedOut = false;
    const request = await server.nextAfter(60_000);
    request.respond(200, { 'Sync-ETag': '"v4"', Version: '4' }, 'b');
    await server.unexpected();
    assert.deepEqual([document.content, document.version], ['b', 4]);
  });
}
