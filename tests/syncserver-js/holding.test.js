// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { etag, FakeServer } from './fake-server.js';

/** @typedef {import('../../src/syncserver-js/src/document.js').RemoteChange} RemoteChange */

/** An open document at version 3, its event stream, and the remote changes of which it notified. @param {FakeServer} server */
async function following(server) {
  const document = await server.open(3, 'start', { merge: true });
  /** @type {RemoteChange[]} */
  const changes = [];
  document.onRemoteChange = (change) => changes.push(change);
  const send = (await server.next()).stream();
  // Events may have been missed before the stream was open.
  (await server.next()).respond(304, {});
  const announce = (/** @type {number} */ version) => send(`event: saved\nid: ${version}\ndata: ${JSON.stringify({ version })}\n\n`);
  return { document, changes, announce };
}

/** @param {FakeServer} server @param {number} version @param {string} content */
async function read(server, version, content) {
  (await server.next()).respond(200, { 'Sync-ETag': etag(version), Version: String(version) }, content);
  await server.unexpected();
}

test('while the editor is held no version is read; after that the newest one is', async (t) => {
  const server = new FakeServer(t);
  const { document, changes, announce } = await following(server);
  const release = [document.hold(), document.hold()];
  announce(4);
  assert.equal(await server.unexpected(), 0);
  release[0]();
  release[0]();
  assert.equal(await server.unexpected(), 0);
  release[1]();
  await read(server, 4, 'theirs');
  assert.deepEqual(changes, [{ content: 'theirs', version: 4, applied: true, savedBy: null }]);
});

test('a version that was being read is not adopted once the editor is held', async (t) => {
  const server = new FakeServer(t);
  const { document, changes, announce } = await following(server);
  announce(4);
  const request = await server.next();
  const release = document.hold();
  request.respond(200, { 'Sync-ETag': etag(4), Version: '4' }, 'theirs');
  await server.unexpected();
  assert.deepEqual([document.content, document.version, changes], ['start', 3, []]);
  release();
  await read(server, 4, 'theirs');
  assert.deepEqual([document.content, document.version, changes.length], ['theirs', 4, 1]);
});

test('a save that was merged while the editor was held: its content is adopted after that', async (t) => {
  const server = new FakeServer(t);
  const { document, changes } = await following(server);
  document.save('mine');
  void document.flush();
  const save = await server.next();
  const release = document.hold();
  save.store(5, 'mine and theirs');
  await server.unexpected();
  assert.deepEqual([document.content, document.status.state, changes], ['mine', 'saved', []]);
  release();
  await read(server, 5, 'mine and theirs');
  assert.deepEqual([document.content, document.version, changes.length], ['mine and theirs', 5, 1]);
  document.save('more');
  void document.flush();
  const next = await server.next();
  assert.deepEqual([next.headers.get('If-Match'), next.headers.get('Save-Parent')], [etag(5), null]);
});

test('what is typed after a merge that was held back continues the merged save', async (t) => {
  const server = new FakeServer(t);
  const { document } = await following(server);
  document.save('mine');
  void document.flush();
  const save = await server.next();
  const release = document.hold();
  save.store(5, 'mine and theirs');
  document.save('mine, more');
  void document.flush();
  const next = await server.next();
  assert.deepEqual([next.headers.get('If-Match'), next.headers.get('Save-Parent')], [etag(3), '1']);
  release();
  next.store(6, 'mine, more and theirs');
  await server.unexpected();
  assert.deepEqual([document.content, document.version], ['mine, more and theirs', 6]);
});
