// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { etag, FakeServer } from './fake-server.js';

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
  (await server.next()).respond(404, {}, {});
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
