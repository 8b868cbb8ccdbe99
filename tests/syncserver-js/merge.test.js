// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { etag, FakeServer } from './fake-server.js';

/** @typedef {import('../../src/syncserver-js/src/document.js').RemoteChange} RemoteChange */

/**
 * A document at version 3 that merges, and the first save of "mine" on its way.
 * @param {FakeServer} server
 * @param {object} [options]
 */
async function saving(server, options) {
  const document = await server.open(3, 'start', { merge: true, ...options });
  /** @type {RemoteChange[]} */
  const changes = [];
  document.onRemoteChange = (change) => changes.push(change);
  (await server.next()).answer(404, {}, {});
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

for (const outcome of ['merged', 'replayed', 'unchanged']) {
  test(`what the server stored instead comes back with "${outcome}", and is taken where nothing newer was typed`, async (t) => {
    const server = new FakeServer(t);
    const { document, changes, save } = await saving(server);
    assert.equal(save.headers.get('On-Conflict'), 'merge');
    save.store(5, 'mine and theirs', outcome);
    assert.deepEqual(await document.flush(), { state: 'saved', version: 5, error: null });
    assert.equal(document.content, 'mine and theirs');
    assert.deepEqual(changes, [{ content: 'mine and theirs', version: 5, pending: false }]);
    const next = await send(server, document, 'on');
    assert.deepEqual([next.headers.get('If-Match'), next.headers.get('Save-Parent')], [etag(5), null]);
  });
}

test('who types on names what it was made on, until a quiet moment', async (t) => {
  const server = new FakeServer(t);
  const { document, changes, save } = await saving(server);
  const second = await send(server, document, 'mine, more');
  save.store(5, 'mine and theirs');
  await server.unexpected();
  assert.deepEqual([document.content, document.version, changes], ['mine, more', 3, []]);

  document.save('mine, more, most');
  second.store(6, 'mine, more and theirs');
  await server.unexpected();
  assert.deepEqual([document.content, changes], ['mine, more, most', []]);

  const third = await send(server, document, 'mine, more, most');
  assert.deepEqual([second, third].map(({ headers }) => headers.get('Save-Parent')), ['1', '2']);
  assert.deepEqual([third.headers.get('If-Match'), third.sequence], [etag(3), 3]);
  third.store(7, 'mine, more, most and theirs');
  assert.deepEqual(await document.flush(), { state: 'saved', version: 7, error: null });
  assert.deepEqual(changes.map(({ content }) => content), ['mine, more, most and theirs']);
});

test('an answer without a body says that the newest save is stored as it was sent', async (t) => {
  const server = new FakeServer(t);
  const { document, save } = await saving(server);
  const second = await send(server, document, 'mine, more');
  save.store(5, 'mine and theirs');
  second.accept(6);
  assert.deepEqual(await document.flush(), { state: 'saved', version: 6, error: null });
  assert.equal(document.content, 'mine, more');
});

test('the late answer of an older save changes nothing', async (t) => {
  const server = new FakeServer(t);
  const { document, changes, save } = await saving(server);
  const second = await send(server, document, 'mine, more');
  second.store(6, 'mine, more and theirs');
  await server.unexpected();
  save.store(5, 'mine and theirs');
  await server.unexpected();
  assert.deepEqual([document.content, document.version, changes.length], ['mine, more and theirs', 6, 1]);
});

test('the late refusal of an older save is no conflict', async (t) => {
  const server = new FakeServer(t);
  const { document, save } = await saving(server);
  document.onConflict = () => assert.fail('a newer save was accepted');
  const second = await send(server, document, 'mine, more');
  second.store(6, 'mine, more and theirs');
  await server.unexpected();
  save.conflict({});
  assert.equal((await document.flush()).state, 'saved');
});

test('what is stored as it was sent is no change', async (t) => {
  const server = new FakeServer(t);
  const { document, changes, save } = await saving(server);
  save.store(4, 'mine');
  await document.flush();
  assert.deepEqual([document.version, changes], [4, []]);
});

test('the same content again is nothing new', async (t) => {
  const server = new FakeServer(t);
  const { document, save } = await saving(server);
  save.store(5, { merged: true });
  await server.unexpected();
  document.save({ merged: true });
  assert.equal((await document.flush()).state, 'saved');
  assert.equal(await server.unexpected(), 0);
});

test('an editor that hands over its text late is asked before it is replaced', async (t) => {
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

/** Opens a document that does not merge, and meets somebody. @param {FakeServer} server */
async function conflicted(server) {
  const document = await server.open(3, 'start');
  (await send(server, document, 'mine')).conflict({
    mergeable: true, merged: 'mine and theirs', changes: [{ path: '', base: 'start', theirs: 'theirs', yours: 'mine', by: 'both' }],
    current: { version: 4, etag: etag(4), savedAt: '2026-01-01T00:00:00.000Z', savedBy: { id: 'u2', name: 'Amy' }, content: 'theirs' },
  });
  await server.unexpected();
  const { conflict } = document;
  assert.ok(conflict);
  return { document, conflict };
}

test('merge saves what the server made of both, on the version that was shown', async (t) => {
  const server = new FakeServer(t);
  const { document, conflict } = await conflicted(server);
  assert.equal(conflict.changes[0].by, 'both');
  conflict.merge();
  const save = await server.next();
  assert.deepEqual([save.body, save.headers.get('If-Match'), save.headers.get('Conflict-Id')], ['"mine and theirs"', etag(4), 'c1']);
  assert.equal(save.headers.get('Save-Parent'), null);
  save.accept(5);
  assert.equal((await document.flush()).state, 'saved');
  assert.equal(document.content, 'mine and theirs');
});

test('merge after more was typed leaves it to the server, on the old base', async (t) => {
  const server = new FakeServer(t);
  const { document, conflict } = await conflicted(server);
  document.save('mine, more');
  conflict.merge();
  const save = await server.next();
  assert.deepEqual([save.body, save.headers.get('If-Match'), save.headers.get('On-Conflict')], ['"mine, more"', etag(3), 'merge']);
  save.store(5, 'mine, more and theirs');
  await document.flush();
  assert.equal(document.content, 'mine, more and theirs');
});

test('merge after more was typed names the newest save that was not refused', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(3, 'start', { merge: true });
  const first = await send(server, document, 'mine');
  const second = await send(server, document, 'mine, more');
  first.store(5, 'mine and theirs');
  second.conflict({ mergeable: true, merged: 'all', current: { version: 6, etag: etag(6), savedBy: { id: 'u2', name: 'Amy' }, content: 'theirs' } });
  await server.unexpected();
  document.save('mine, more, most');
  document.conflict?.merge();
  const save = await server.next();
  assert.deepEqual([save.body, save.sequence], ['"mine, more, most"', 3]);
  assert.deepEqual([save.headers.get('If-Match'), save.headers.get('Save-Parent'), save.headers.get('On-Conflict')], [etag(3), '1', 'merge']);
});

test('what its user made of both is saved on the version that was shown', async (t) => {
  const server = new FakeServer(t);
  const { conflict } = await conflicted(server);
  conflict.save('both');
  const save = await server.next();
  assert.deepEqual([save.body, save.headers.get('If-Match')], ['"both"', etag(4)]);
});

test('a conflict that cannot be merged is not', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(3, 'start');
  (await send(server, document, 'mine')).conflict({ mergeable: false });
  await server.unexpected();
  assert.throws(() => document.conflict?.merge(), /cannot be merged/);
  assert.equal(document.status.state, 'conflict');
});
