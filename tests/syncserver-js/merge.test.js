// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryDrafts } from '../../src/syncserver-js/src/memory-drafts.js';
import { openDocument } from '../../src/syncserver-js/src/syncserver.js';
import { address, etag, FakeServer } from './fake-server.js';

/** @typedef {import('../../src/syncserver-js/src/document.js').RemoteChange} RemoteChange */

/**
 * A document at version 3 that merges, with the save of "mine" in flight.
 * @param {FakeServer} server
 * @param {object} [options]
 */
async function saving(server, options) {
  const document = await server.open(3, 'start', { merge: true, ...options });
  /** @type {RemoteChange[]} */
  const changes = [];
  document.onRemoteChange = (change) => changes.push(change);
  (await server.next()).respond(404, {}, { type: '/problems/not-found' });
  return { document, changes, save: await send(server, document, 'mine') };
}

/**
 * @param {FakeServer} server
 * @param {import('../../src/syncserver-js/src/syncserver.js').SyncDocument} document
 * @param {unknown} content
 */
async function send(server, document, content) {
  document.save(content);
  void document.flush();
  return server.next();
}

test('content that the server merged is reported as a remote change once it is adopted, not while more is typed', async (t) => {
  const server = new FakeServer(t);
  const { document, changes, save } = await saving(server);
  const second = await send(server, document, 'mine, more');
  save.store(5, 'mine and theirs');
  await server.unexpected();
  document.save('mine, more, most');
  second.store(6, 'mine, more and theirs');
  await server.unexpected();
  assert.deepEqual([document.content, changes], ['mine, more, most', []]);

  const third = await send(server, document, 'mine, more, most');
  third.store(7, 'mine, more, most and theirs');
  assert.deepEqual(await document.flush(), { state: 'saved', version: 7, error: null, draftError: null });
  assert.deepEqual(changes, [{ content: 'mine, more, most and theirs', version: 7, applied: true, savedBy: null }]);
});

test('a save whose parent was refused before the document was closed is sent again, and is no conflict', async (t) => {
  const server = new FakeServer(t);
  const options = { merge: true, drafts: new MemoryDrafts() };
  const { document, save } = await saving(server, options);
  const second = await send(server, document, 'mine, more');
  const third = await send(server, document, 'mine, more, most');
  const current = (/** @type {number} */ version) => ({ version, etag: etag(version), savedBy: { id: 'u2', name: 'Amy' }, content: 'theirs' });
  second.conflict({ current: current(5) });
  await server.unexpected();
  await document.close(true);

  const again = await openDocument(address, options);
  const [first, other] = [await server.next(), await server.next()];
  assert.deepEqual([first.identity, other.identity], [save.identity, third.identity]);
  first.store(6, 'mine and theirs');
  other.conflict({ current: current(6) });
  const resent = await server.next();
  assert.deepEqual([resent.sequence, resent.headers.get('Save-Parent'), resent.body], [4, '1', '"mine, more, most"']);
  resent.store(7, 'mine, more, most and theirs');
  assert.equal((await again.flush()).state, 'saved');
  assert.equal(again.pendingConflict, null);
});

test('content that is stored as it was sent is not a remote change', async (t) => {
  const server = new FakeServer(t);
  const { document, changes, save } = await saving(server);
  save.store(4, 'mine');
  await document.flush();
  assert.deepEqual([document.version, changes], [4, []]);
});

test('JSON that differs in its spaces only is the same content', async (t) => {
  const server = new FakeServer(t);
  const { document, save } = await saving(server);
  save.respondText(200, { 'Sync-ETag': etag(5), Version: '5', 'Save-Outcome': 'merged', 'Content-Type': 'application/json' }, '{ "merged": true }');
  await server.unexpected();
  document.save({ merged: true });
  assert.equal((await document.flush()).state, 'saved');
  assert.equal(await server.unexpected(), 0);
});

test('the option "editor" is asked before its content is replaced', async (t) => {
  const server = new FakeServer(t);
  let typed = 'mine';
  const { document, changes, save } = await saving(server, { editor: () => typed });
  typed = 'mine, not handed over';
  save.store(5, 'mine and theirs');
  await server.unexpected();
  assert.deepEqual([document.content, changes], [typed, []]);
  await server.pass(300);
  const second = await server.next();
  assert.deepEqual([second.body, second.headers.get('If-Match')], [`"${typed}"`, etag(3)]);
});
