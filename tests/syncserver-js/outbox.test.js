// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clearDrafts, flushAll, listDrafts } from '../../src/syncserver-js/src/outbox.js';
import { MemoryDrafts } from '../../src/syncserver-js/src/memory-drafts.js';
import { openDocument } from '../../src/syncserver-js/src/syncserver.js';
import { etag, FakeServer } from './fake-server.js';

const baseUrl = 'http://sync.test/v1/';

/**
 * Drafts of three documents, which were typed offline, one after the other. The second one is a text.
 * @param {FakeServer} server
 * @param {import('node:test').TestContext} t
 */
async function drafted(server, t) {
  const drafts = new MemoryDrafts();
  let now = Date.now();
  t.mock.method(Date, 'now', () => now++);
  for (const [id, contentType] of [['one', 'application/json'], ['two', 'text/plain'], ['three', 'application/json']]) {
    const opening = openDocument(`${baseUrl}notes/${id}`, { drafts, contentType, create: true });
    (await server.next()).lose();
    const document = await opening;
    (await server.next()).lose();
    document.save(`typed in ${id}`);
    await document.close(true);
  }
  return drafts;
}

test('the unsent drafts of all documents are listed, the oldest first, those of one person on one server', async (t) => {
  const drafts = await drafted(new FakeServer(t), t);
  const urls = (await listDrafts({ drafts, baseUrl })).map(({ url }) => url.slice(baseUrl.length));
  assert.deepEqual(urls, ['notes/one', 'notes/two', 'notes/three']);
  assert.deepEqual(await listDrafts({ drafts, baseUrl, user: 'ben' }), []);
  assert.deepEqual(await listDrafts({ drafts, baseUrl: 'http://other.test/v1/' }), []);
});

test('all drafts are sent without opening each, and are gone afterwards', async (t) => {
  const server = new FakeServer(t);
  const drafts = await drafted(server, t);
  const flushed = flushAll({ drafts, baseUrl });
  const sent = [];
  for (let count = 0; count < 3; count++) {
    const save = await server.next();
    sent.push([save.url.slice(baseUrl.length), save.body, save.headers.get('Content-Type'), save.headers.get('If-None-Match')]);
    save.accept(1, 'created');
    (await server.next()).respond(304, {});
  }
  assert.deepEqual(sent, [
    ['notes/one', '"typed in one"', 'application/json', '*'],
    ['notes/two', 'typed in two', 'text/plain', '*'],
    ['notes/three', '"typed in three"', 'application/json', '*'],
  ]);
  assert.deepEqual(await flushed, []);
  assert.deepEqual(await listDrafts({ drafts, baseUrl }), []);
  // The copies remain: the documents open offline.
  const opening = openDocument(`${baseUrl}notes/one`, { drafts });
  (await server.next()).lose();
  assert.equal((await opening).content, 'typed in one');
});

test('the editor of the page is not asked for the content of a draft', async (t) => {
  const server = new FakeServer(t);
  const drafts = await drafted(server, t);
  const flushed = flushAll({ drafts, baseUrl, editor: () => 'the page has another document open' });
  for (const body of ['"typed in one"', 'typed in two', '"typed in three"']) {
    const save = await server.next();
    assert.equal(save.body, body);
    save.accept(1, 'created');
    (await server.next()).respond(304, {});
  }
  assert.deepEqual(await flushed, []);
});

test('saves in flight are retried verbatim and in order, and a draft with a conflict remains', async (t) => {
  const server = new FakeServer(t);
  const drafts = new MemoryDrafts();
  const document = await server.open(3, 'a', { drafts });
  document.save('b');
  void document.flush();
  const first = await server.next();
  document.save('c');
  void document.flush();
  const second = await server.next();
  await document.close(true);

  const flushed = flushAll({ drafts, baseUrl });
  const [one, two] = [await server.next(), await server.next()];
  assert.deepEqual([one.identity, two.identity], [first.identity, second.identity]);
  one.accept(4, 'replayed');
  two.conflict({ current: { version: 6, etag: etag(6), savedBy: { id: 'u2', name: 'Amy' }, content: 'theirs' } });
  const [unsent] = await flushed;
  assert.equal(unsent.status?.state, 'conflict');
  const [draft] = (await drafts.list('')).filter(({ id }) => id !== '');
  assert.equal(draft.content, '"c"');
});

test('without a network the first document is tried, and all drafts remain', async (t) => {
  const server = new FakeServer(t);
  const drafts = await drafted(server, t);
  const flushed = flushAll({ drafts, baseUrl, closeWait: 1000 });
  (await server.next()).lose();
  await server.pass(1000);
  const unsent = await flushed;
  assert.deepEqual(unsent.map(({ status }) => status?.state ?? null), ['retrying', null, null]);
  assert.equal((await listDrafts({ drafts, baseUrl })).length, 3);
});

test('a document that is opened while its draft is sent continues from it', async (t) => {
  const server = new FakeServer(t);
  const drafts = await drafted(server, t);
  const flushed = flushAll({ drafts, baseUrl });
  const save = await server.next();
  const document = await openDocument(`${baseUrl}notes/one`, { drafts });
  assert.deepEqual([document.content, document.resumed], ['typed in one', true]);
  const saves = [await server.next(), await server.next()];
  assert.ok(saves.some(({ identity }) => identity === save.identity));
  for (const one of saves) one.accept(1, 'created');
  for (let rest = 0; rest < 4; rest++) {
    const request = await server.next();
    if (request.method === 'PUT') request.accept(1, 'created');
    else request.respond(304, {});
  }
  await flushed;
});

test('a document that is opened at the same moment continues from its draft too', async (t) => {
  const server = new FakeServer(t);
  const drafts = await drafted(server, t);
  const stop = new AbortController();
  const flushed = flushAll({ drafts, baseUrl, signal: stop.signal });
  const document = await openDocument(`${baseUrl}notes/one`, { drafts });
  stop.abort();
  assert.deepEqual([document.content, document.resumed], ['typed in one', true]);
  await document.close(true);
  await server.pass(10_000);
  assert.equal((await flushed).length, 3);
  assert.equal((await drafts.list('')).filter(({ id }) => id !== '').length, 3);
});

test('a draft that an open document holds is not sent by others', async (t) => {
  const server = new FakeServer(t);
  const drafts = new MemoryDrafts();
  const document = await server.open(3, 'a', { drafts });
  document.save('typed');
  await server.pass(250);
  await server.unexpected();
  const before = server.requests.length;
  const unsent = await flushAll({ drafts, baseUrl });
  assert.deepEqual([unsent.length, unsent[0].status], [1, null]);
  assert.equal(server.requests.filter(({ method }) => method === 'PUT').length, before - 1);
});

test('clearing deletes the drafts and copies of one person', async (t) => {
  const server = new FakeServer(t);
  const drafts = new MemoryDrafts();
  for (const user of ['amy', 'ben']) {
    const document = await server.open(3, 'a', { drafts, user });
    document.save('typed');
    await document.close(true);
  }
  await clearDrafts('amy', { drafts });
  assert.deepEqual([(await drafts.list('amy')).length, (await drafts.list('ben')).length], [0, 1]);
});
