// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { etag, FakeServer } from './fake-server.js';

/** Another session's version. @param {number} version */
const theirs = (version) => ({
  version, etag: etag(version), savedAt: '2026-01-01T00:00:00.000Z', savedBy: { id: 'u2', name: 'Amy' },
  session: 's_1', contentType: 'application/json', content: 'theirs',
});

/**
 * A document at version 3 with three saves in flight, and how often a conflict was reported.
 * @param {FakeServer} server
 * @param {object} [options]
 */
async function threeInFlight(server, options) {
  const document = await server.open(3, 'a', options);
  const reported = { times: 0 };
  document.onConflict = () => reported.times++;
  const saves = [];
  for (const content of ['b', 'c', 'd']) {
    document.save(content);
    void document.flush();
    saves.push(await server.next());
  }
  return { document, reported, saves };
}

test('one conflict is reported for all saves in flight, and not while an older one has no response', async (t) => {
  const server = new FakeServer(t);
  const { document, reported, saves } = await threeInFlight(server, { merge: false });
  saves[0].lose();
  await server.unexpected();
  saves[1].conflict({ current: theirs(4), conflictId: 'c2' });
  saves[2].conflict({ current: theirs(4), conflictId: 'c3' });
  await server.unexpected();
  document.save('e');
  void document.flush();
  await server.unexpected();
  assert.deepEqual([reported.times, document.status.state], [0, 'retrying']);
  await server.pass(500);
  const repeated = await server.next();
  assert.equal(repeated.identity, saves[0].identity);
  repeated.conflict({ current: theirs(4), conflictId: 'c1' });
  assert.equal(await server.unexpected(), 0);
  assert.deepEqual([reported.times, document.pendingConflict?.problem.conflictId, document.status.state, document.content], [1, 'c3', 'conflict', 'e']);
});

test('the refusal of an older save is ignored once a newer one is accepted, in any order of the responses', async (t) => {
  for (const order of [[0, 1, 2], [2, 1, 0], [1, 2, 0]]) {
    const server = new FakeServer(t);
    const { document, reported, saves } = await threeInFlight(server);
    for (const index of order) {
      if (index === 2) saves[index].accept(5);
      else saves[index].conflict({ current: theirs(4) });
      await server.unexpected();
    }
    assert.deepEqual([reported.times, document.status], [0, { state: 'saved', version: 5, error: null, draftError: null }]);
    t.mock.reset();
  }
});

test('once a save is accepted, another one that got 401 is retried by itself', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(1, '');
  document.save('b');
  void document.flush();
  const first = await server.next();
  document.save('c');
  const flushed = document.flush();
  const second = await server.next();
  first.respond(401, {}, {});
  await server.unexpected();
  second.accept(2);
  const again = await server.next();
  assert.equal(again.identity, first.identity);
  again.store(2, 'c', 'superseded');
  await server.unexpected();
  assert.deepEqual(await document.flush(), { state: 'saved', version: 2, error: null, draftError: null });
  await flushed;
});
