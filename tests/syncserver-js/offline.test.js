// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryDrafts } from '../../src/syncserver-js/src/memory-drafts.js';
import { openDocument } from '../../src/syncserver-js/src/syncserver.js';
import { address, etag, FakeServer } from './fake-server.js';

/** Drafts with a copy of version 3. @param {FakeServer} server */
async function copied(server) {
  const drafts = new MemoryDrafts();
  const document = await server.open(3, 'a', { drafts });
  await server.pass(200);
  await document.close();
  return drafts;
}

/** Opens the document without a network. @param {FakeServer} server @param {object} options */
async function offline(server, options) {
  const opening = openDocument(address, options);
  (await server.next()).lose();
  return opening;
}

test('a document that was read before opens offline with that version, and the newest one is read later', async (t) => {
  const server = new FakeServer(t);
  const drafts = await copied(server);
  const document = await offline(server, { drafts });
  assert.deepEqual([document.content, document.resumed, document.status], ['a', false, { state: 'retrying', version: 3, error: null, draftError: null }]);
  /** @type {unknown[]} */
  const changes = [];
  document.onRemoteChange = (change) => changes.push(change.content);
  const read = await server.next();
  (await server.next()).respond(404, {}, { type: '/problems/not-found' });
  assert.equal(read.headers.get('If-None-Match'), etag(3));
  read.lose();
  await server.pass(500);
  (await server.next()).respond(200, { 'Sync-ETag': etag(5), Version: '5' }, 'theirs');
  await server.unexpected();
  assert.deepEqual([document.content, changes, document.status.state, document.version], ['theirs', ['theirs'], 'saved', 5]);
});

test('what is typed offline is saved on the version that was read', async (t) => {
  const server = new FakeServer(t);
  const document = await offline(server, { drafts: await copied(server) });
  (await server.next()).lose();
  document.save('typed');
  void document.flush();
  const save = await server.next();
  assert.deepEqual([save.headers.get('If-Match'), save.headers.get('Save-Parent')], [etag(3), null]);
  save.conflict({ current: { version: 5, etag: etag(5), savedBy: { id: 'u2', name: 'Amy' }, content: 'theirs' } });
  await server.unexpected();
  assert.equal(document.pendingConflict?.theirs, 'theirs');
});

test('a server that does not respond is not waited for where the document can be opened offline', async (t) => {
  const server = new FakeServer(t);
  const drafts = await copied(server);
  const opening = openDocument(address, { drafts });
  const read = await server.next();
  await server.pass(5000);
  assert.equal((await opening).content, 'a');
  assert.equal(read.aborted, true);
});

test('a busy server opens the version that was read, and one that refuses does not', async (t) => {
  const server = new FakeServer(t);
  const drafts = await copied(server);
  const opening = openDocument(address, { drafts });
  (await server.next()).respond(503, {}, {});
  const document = await opening;
  assert.equal(document.content, 'a');
  await document.close();
  const refused = openDocument(address, { drafts });
  (await server.next());
  (await server.next()).respond(403, {}, {});
  await assert.rejects(refused, { status: 403 });
});

test('a token that does not come is not waited for where the document can be opened offline', async (t) => {
  const server = new FakeServer(t);
  const drafts = await copied(server);
  const token = () => /** @type {Promise<string>} */ (new Promise(() => {}));
  const opening = openDocument(address, { drafts, token, user: '' });
  await server.pass(5000);
  const document = await opening;
  assert.deepEqual([document.content, document.status.state], ['a', 'retrying']);
  await document.close();
  // Whose drafts they are is not known.
  const unknown = assert.rejects(openDocument(address, { drafts, token }), TypeError);
  await server.pass(30_000);
  await unknown;
});

const problems = { 403: { type: '/problems/not-allowed' }, 404: { type: '/problems/not-found' } };

for (const [status, problem] of Object.entries(problems)) {
  test(`the copy is removed where the document is opened and the server responds with ${status}`, async (t) => {
    const server = new FakeServer(t);
    const drafts = await copied(server);
    const opening = openDocument(address, { drafts }).then((document) => document.close(), () => {});
    (await server.next()).respond(Number(status), {}, problem);
    await opening;
    assert.deepEqual(await drafts.list(''), []);
    await assert.rejects(offline(server, { drafts }), TypeError);
  });

  test(`the copy is removed where the server responds with ${status} to a document that was opened offline`, async (t) => {
    const server = new FakeServer(t);
    const drafts = await copied(server);
    const document = await offline(server, { drafts });
    (await server.next()).respond(Number(status), {}, problem);
    await server.pass(10_000);
    assert.deepEqual(await drafts.list(''), []);
    assert.equal(document.status.state, status === '403' ? 'refused' : 'saved');
    await document.close();
    assert.deepEqual(await drafts.list(''), []);
  });
}

const page = { 'Content-Type': 'text/html' };

test('a 404 or 410 of a proxy opens the copy of the device, which is kept, and the document is read again', async (t) => {
  for (const status of [404, 410]) {
    const server = new FakeServer(t);
    const drafts = await copied(server);
    const opening = openDocument(address, { drafts });
    (await server.next()).respondText(status, page, '<h1>default backend</h1>');
    const document = await opening;
    assert.deepEqual([document.content, document.status.state], ['a', 'retrying']);
    // An application in front of the server has problems of its own.
    (await server.next()).respond(status, {}, { type: 'https://tools.ietf.org/html/rfc9110#section-15.5.5', title: 'Not Found' });
    await server.pass(500);
    assert.equal((await drafts.list('')).length, 1);
    (await server.next()).respond(304, {});
    await server.unexpected();
    assert.deepEqual([document.content, document.status.state], ['a', 'saved']);
    await document.close();
    t.mock.restoreAll();
    t.mock.timers.reset();
  }
});

test('a 403 of a proxy does not remove the copy', async (t) => {
  const server = new FakeServer(t);
  const drafts = await copied(server);
  const opening = openDocument(address, { drafts });
  (await server.next()).respondText(403, page, '<h1>Forbidden</h1>');
  await assert.rejects(opening, { status: 403 });
  assert.equal((await offline(server, { drafts })).content, 'a');
});

test('a document that does not exist is not what the 404 of a proxy says', async (t) => {
  const server = new FakeServer(t);
  const opening = openDocument(address);
  (await server.next()).respondText(404, page, '<h1>Not Found</h1>');
  await assert.rejects(opening, TypeError);
});

test('a document that may not be read any more is refused until it may be read again', async (t) => {
  const server = new FakeServer(t);
  const document = await offline(server, { drafts: await copied(server) });
  (await server.next()).respond(403, {}, { type: '/problems/not-allowed', title: 'Not allowed.' });
  await server.unexpected();
  const { state, error } = document.status;
  assert.deepEqual([state, /** @type {import('../../src/syncserver-js/src/syncserver.js').ProblemError} */ (error).type], ['refused', 'not-allowed']);
  await server.pass(60_000);
  assert.equal(await server.unexpected(), 0);
  void document.flush();
  (await server.next()).respond(304, {});
  await server.unexpected();
  assert.deepEqual(document.status, { state: 'saved', version: 3, error: null, draftError: null });
});

test('a document that was never read does not open offline, unless it is new', async (t) => {
  const server = new FakeServer(t);
  await assert.rejects(offline(server, { drafts: new MemoryDrafts() }), TypeError);
  const document = await offline(server, { drafts: new MemoryDrafts(), create: true });
  assert.deepEqual([document.content, document.status], [null, { state: 'retrying', version: 0, error: null, draftError: null }]);
  (await server.next()).lose();
  document.save('new');
  void document.flush();
  const save = await server.next();
  assert.equal(save.headers.get('If-None-Match'), '*');
  save.accept(1, 'created');
  await server.pass(500);
  (await server.next()).respond(304, {});
  await server.unexpected();
  assert.equal(document.status.state, 'saved');
});

test('the copy of another person is not shown', async (t) => {
  const server = new FakeServer(t);
  const drafts = await copied(server);
  await assert.rejects(offline(server, { drafts, user: 'ben' }), TypeError);
});

test('a store in memory keeps the 100 copies that were written last', async () => {
  const drafts = new MemoryDrafts();
  const draft = /** @type {import('../../src/syncserver-js/src/drafts.js').Draft} */ ({ user: '', id: '', writtenAt: 0 });
  for (let number = 0; number < 120; number++) await drafts.put({ ...draft, document: `${number % 110}` });
  const kept = (await drafts.list('')).map(({ document }) => Number(document)).sort((one, other) => one - other);
  assert.deepEqual([kept.length, kept[0], kept.at(-1)], [100, 0, 109]);
});
