// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { etag, FakeServer } from './fake-server.js';

/** Another session's version. @param {number} version */
const theirs = (version) => ({
  version, etag: etag(version), savedAt: '2026-01-01T00:00:00.000Z', savedBy: { id: 'u2', name: 'Amy' },
  session: 's_1', contentType: 'application/json', content: 'theirs',
});

test('a conflict is reported once, with both versions and the whole problem', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(3, 'a');
  /** @type {import('../../src/syncserver-js/src/syncserver.js').Conflict[]} */
  const conflicts = [];
  document.onConflict = (conflict) => conflicts.push(conflict);
  document.save('mine');
  const flushed = document.flush();
  (await server.next()).conflict({ base: { version: 3, etag: etag(3), kept: true }, current: theirs(4), changes: [{ path: '', by: 'both' }] });
  assert.equal((await flushed).state, 'conflict');
  await server.unexpected();
  const [{ version, deleted, savedBy, savedAt, theirs: shown, mine, mergeable, problem }] = conflicts;
  assert.deepEqual(
    { version, deleted, savedBy, savedAt, shown, mine, mergeable },
    { version: 4, deleted: false, savedBy: theirs(4).savedBy, savedAt: theirs(4).savedAt, shown: 'theirs', mine: 'mine', mergeable: false });
  assert.deepEqual([problem.base?.version, problem.changes?.[0].by], [3, 'both']);

  document.save('mine, and more');
  assert.equal((await document.flush()).state, 'conflict');
  assert.deepEqual([conflicts.length, conflicts[0].mine, document.pendingConflict], [1, 'mine, and more', conflicts[0]]);
});

test('reading content that is too large for the response is retried, and the conflict is reported afterwards', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(3, 'a');
  /** @type {unknown[]} */
  const shown = [];
  /** @type {string[]} */
  const states = [];
  document.onStatusChange = ({ state }) => states.push(state);
  document.onConflict = (conflict) => shown.push(conflict.theirs);
  document.save('mine');
  void document.flush();
  const { content, ...large } = theirs(4);
  (await server.next()).conflict({ current: { ...large, contentUrl: '/v1/notes/one/revisions/4' } });
  (await server.next()).lose();
  await server.pass(500);
  assert.deepEqual(shown, []);
  (await server.next()).respond(200, {}, content);
  await server.unexpected();
  assert.deepEqual([shown, states.at(-1)], [['theirs'], 'conflict']);
});
