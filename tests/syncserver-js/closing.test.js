// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryDrafts } from '../../src/syncserver-js/src/memory-drafts.js';
import { openDocument } from '../../src/syncserver-js/src/syncserver.js';
import { address, etag, FakeServer } from './fake-server.js';

test('closing sends what waits, the content of the editor included, and each call returns the same promise', async (t) => {
  const server = new FakeServer(t);
  let typed = /** @type {string | undefined} */ (undefined);
  const document = await server.open(3, 'a', { editor: () => typed });
  typed = 'typed';
  let closed = false;
  const closing = document.close().then(() => (closed = true));
  assert.equal(document.close(), document.close());
  const save = await server.next();
  assert.deepEqual([save.body, closed], ['"typed"', false]);
  document.save('more');
  typed = undefined;
  save.accept(4);
  const more = await server.nextAfter(1000);
  assert.deepEqual([more.body, closed], ['"more"', false]);
  more.accept(5);
  await closing;
  assert.throws(() => document.save('late'), /closed/);
  assert.equal(document.status.state, 'closed');
});

test('closing waits for the saves for a limited time, then leaves them to the draft', async (t) => {
  const server = new FakeServer(t);
  const drafts = new MemoryDrafts();
  const document = await server.open(3, 'a', { drafts, closeWait: 3000 });
  document.save('typed');
  const closing = document.close();
  const save = await server.next();
  await server.pass(3000);
  await closing;
  assert.equal(save.aborted, true);
  const again = await openDocument(address, { drafts });
  assert.equal(again.content, 'typed');
  assert.equal((await server.next()).identity, save.identity);
});

test('a document that is opened while an earlier instance is being closed continues from its draft at once', async (t) => {
  const server = new FakeServer(t);
  const drafts = new MemoryDrafts();
  const document = await server.open(3, 'a', { drafts });
  document.save('typed');
  const closing = document.close();
  const save = await server.next();
  const again = await openDocument(address, { drafts });
  await closing;
  assert.deepEqual([again.content, again.resumed], ['typed', true]);
  assert.equal((await server.next()).identity, save.identity);
});

test('mount, unmount, mount: the second opening gets the draft, offline too, and the first one holds nothing', async (t) => {
  const server = new FakeServer(t);
  const drafts = new MemoryDrafts();
  const before = await server.open(3, 'a', { drafts });
  before.save('typed');
  await before.close(true);

  const mounted = new AbortController();
  const first = openDocument(address, { drafts, signal: mounted.signal });
  mounted.abort();
  const second = openDocument(address, { drafts });
  await assert.rejects(first, { name: 'AbortError' });
  const document = await second;
  assert.deepEqual([document.content, document.resumed], ['typed', true]);
});

test('an opening that is aborted while the document is read rejects, and cancels the request', async (t) => {
  const server = new FakeServer(t);
  const stop = new AbortController();
  const opening = openDocument(address, { signal: stop.signal, drafts: new MemoryDrafts() });
  const read = await server.next();
  stop.abort(new Error('unmounted'));
  await assert.rejects(opening, /unmounted/);
  assert.equal(read.aborted, true);
  await assert.rejects(openDocument(address, { signal: stop.signal }), /unmounted/);
  assert.equal(await server.unexpected(), 0);
});

test('aborting the signal later closes the document, which sends what waits', async (t) => {
  const server = new FakeServer(t);
  const stop = new AbortController();
  const document = await server.open(3, 'a', { signal: stop.signal });
  document.save('typed');
  stop.abort();
  (await server.next()).accept(4);
  await document.close();
  assert.equal(document.status.state, 'closed');
});

test('an opening that fails leaves the draft to the next one', async (t) => {
  const server = new FakeServer(t);
  const drafts = new MemoryDrafts();
  const opening = openDocument(address, { drafts });
  (await server.next()).lose();
  await assert.rejects(opening, TypeError);
  const document = await server.open(3, 'a', { drafts });
  assert.equal(document.content, 'a');
  assert.equal(document.status.state, 'saved');
  document.save('b');
  void document.flush();
  assert.equal((await server.next()).headers.get('If-Match'), etag(3));
});

test('what is in the editor when a document that waited is closed is left to the draft', async (t) => {
  const server = new FakeServer(t);
  const drafts = new MemoryDrafts();
  let typed = 'a';
  const document = await server.open(3, 'a', { editor: () => typed, drafts, user: 'amy' });
  typed = 'ab';
  const closing = document.close();
  await server.next();
  typed = 'abc';
  await server.pass(10_000);
  await closing;
  const [draft] = (await drafts.list('amy')).filter(({ id }) => id !== '');
  assert.equal(draft.content, '"abc"');
});

test('a lock that is acquired after closing is released at once, and later ones are refused', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(3, 'a');
  const locking = document.lock();
  const request = await server.next();
  await document.close();
  request.respond(201, {}, { lockId: '7', scope: '', expiresAt: '2026-01-01T00:00:00Z' });
  await locking;
  const release = await server.next();
  assert.deepEqual([release.method, release.url.endsWith('/locks/7')], ['DELETE', true]);
  await server.pass(120_000);
  assert.equal(await server.unexpected(), 0);
  assert.throws(() => document.lock(), /closed/);
});

test('presence that is joined while the document is being closed, or later, is not renewed', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(3, 'a');
  document.save('typed');
  const closing = document.close();
  await document.presence.join();
  (await server.next()).accept(4);
  await closing;
  await document.presence.join();
  await server.pass(60_000);
  assert.equal(await server.unexpected(), 0);
});

test('an editor whose content cannot be encoded does not stop closing', async (t) => {
  const server = new FakeServer(t);
  ignoreReports(t);
  const document = await server.open(3, 'a', { editor: () => 1n });
  await document.close();
  assert.equal(document.status.state, 'closed');
});

/** Ignores exceptions that are reported as unhandled. @param {import('node:test').TestContext} t */
function ignoreReports(t) {
  const run = globalThis.queueMicrotask;
  t.mock.method(globalThis, 'queueMicrotask', (/** @type {() => void} */ work) => run(() => {
    try {
      work();
    } catch {
      // The handler of the test.
    }
  }));
}
