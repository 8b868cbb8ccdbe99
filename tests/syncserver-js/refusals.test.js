// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { etag, FakeServer } from './fake-server.js';

/** Somebody else's version. @param {number} version */
const theirs = (version) => ({
  version, etag: etag(version), savedAt: '2026-01-01T00:00:00.000Z', savedBy: { id: 'u2', name: 'Amy' },
  session: 's_1', contentType: 'application/json', content: 'theirs',
});

/**
 * A document at version 3 with three saves in flight, and how often a conflict was shown.
 * @param {FakeServer} server
 * @param {object} [options]
 */
async function threeInFlight(server, options) {
  const document = await server.open(3, 'a', options);
  const shown = { times: 0 };
  document.onConflict = () => shown.times++;
  const saves = [];
  for (const content of ['b', 'c', 'd']) {
    document.save(content);
    void document.flush();
    saves.push(await server.next());
  }
  return { document, shown, saves };
}

test('one conflict is shown for all saves in flight, and not while an older one is unanswered', async (t) => {
  const server = new FakeServer(t);
  const { document, shown, saves } = await threeInFlight(server);
  saves[0].lose();
  await server.unexpected();
  saves[1].conflict({ current: theirs(4), conflictId: 'c2' });
  saves[2].conflict({ current: theirs(4), conflictId: 'c3' });
  await server.unexpected();
  document.save('e');
  void document.flush();
  await server.unexpected();
  assert.deepEqual([shown.times, document.status.state], [0, 'retrying']);
  await server.pass(500);
  const repeated = await server.next();
  assert.equal(repeated.identity, saves[0].identity);
  repeated.conflict({ current: theirs(4), conflictId: 'c1' });
  assert.equal(await server.unexpected(), 0);
  assert.deepEqual([shown.times, document.conflict?.conflictId, document.status.state, document.content], [1, 'c3', 'conflict', 'e']);
});

test('the refusal of an older save shows nothing once a newer one is accepted', async (t) => {
  for (const order of [[0, 1, 2], [2, 1, 0], [1, 2, 0]]) {
    const server = new FakeServer(t);
    const { document, shown, saves } = await threeInFlight(server);
    for (const index of order) {
      if (index === 2) saves[index].accept(5);
      else saves[index].conflict({ current: theirs(4) });
      await server.unexpected();
    }
    assert.deepEqual([shown.times, document.status], [0, { state: 'saved', version: 5, error: null }]);
    t.mock.reset();
  }
});

test('a refusal stops sending until the answers that are due have come', async (t) => {
  const server = new FakeServer(t);
  const { document, saves } = await threeInFlight(server);
  saves[1].conflict({ current: theirs(4) });
  await server.unexpected();
  document.save('e');
  void document.flush();
  assert.equal(await server.unexpected(), 0);
  saves[0].conflict({ current: theirs(4) });
  assert.equal(await server.unexpected(), 0);
  saves[2].accept(6);
  const next = await server.next();
  assert.deepEqual([next.body, next.headers.get('If-Match'), next.headers.get('Save-Parent')], ['"e"', etag(6), null]);
});

test('after a refusal the parent is the newest save before it that was not refused', async (t) => {
  const server = new FakeServer(t);
  const { document, saves } = await threeInFlight(server, { merge: true });
  saves[1].answer(413, {}, { type: '/problems/too-large', title: 'Too large.' });
  saves[2].answer(413, {}, { type: '/problems/too-large', title: 'Too large.' });
  await server.unexpected();
  assert.equal(document.status.state, 'saving');
  saves[0].store(5, 'b and theirs');
  await server.unexpected();
  assert.equal(document.status.state, 'refused');
  document.save('e');
  void document.flush();
  const next = await server.next();
  assert.deepEqual([next.sequence, next.headers.get('If-Match'), next.headers.get('Save-Parent')], [4, etag(3), '1']);
});

test('a refusal keeps what was typed, and is not sent again by itself', async (t) => {
  const server = new FakeServer(t);
  for (const status of [400, 403, 413, 422, 423, 500]) {
    const document = await server.open(1, '');
    document.save('typed');
    const flushed = document.flush();
    (await server.next()).answer(status, {}, { type: '/problems/x', title: 'No.' });
    assert.equal((await flushed).state, 'refused');
    assert.equal(document.status.error?.message, 'No.');
    await server.pass(600_000);
    assert.equal(await server.unexpected(), 0);
    assert.equal(document.content, 'typed');

    const again = document.flush();
    const save = await server.next();
    assert.deepEqual([save.sequence, save.body], [2, '"typed"']);
    save.accept(2);
    assert.deepEqual(await again, { state: 'saved', version: 2, error: null });
    document.close();
  }
});

test('a save that nobody was signed in for stays in flight, and is repeated as it was', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(1, '');
  document.save('b');
  const flushed = document.flush();
  const first = await server.next();
  first.answer(401, {}, { type: '/problems/not-signed-in', title: 'Sign in.' });
  assert.deepEqual([(await flushed).state, document.status.error?.message], ['refused', 'Sign in.']);
  document.save('c');
  await server.pass(299);
  assert.equal(await server.unexpected(), 0);
  const again = document.flush();
  const second = await server.next();
  assert.equal(second.identity, first.identity);
  second.accept(2);
  (await server.next()).accept(3);
  assert.deepEqual(await again, { state: 'saved', version: 3, error: null });
});

test('once one save is let in, so is another that nobody was signed in for', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(1, '');
  document.save('b');
  void document.flush();
  const first = await server.next();
  document.save('c');
  const flushed = document.flush();
  const second = await server.next();
  first.answer(401, {}, {});
  await server.unexpected();
  second.accept(2);
  const again = await server.next();
  assert.equal(again.identity, first.identity);
  again.store(2, 'c', 'superseded');
  await server.unexpected();
  assert.deepEqual(await document.flush(), { state: 'saved', version: 2, error: null });
  await flushed;
});
