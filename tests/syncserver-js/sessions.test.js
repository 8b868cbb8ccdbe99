// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryDrafts, openDocument } from '../../src/syncserver-js/src/syncserver.js';
import { address, etag, FakeServer } from './fake-server.js';

/** A document with drafts, at version 3. @param {FakeServer} server @param {object} [options] */
async function open(server, options) {
  const drafts = new MemoryDrafts();
  return { drafts, document: await server.open(3, 'a', { drafts, ...options }) };
}

/**
 * A resumed save, sent by an instance before this one, whose session yet another instance goes on with.
 * @param {FakeServer} server
 * @param {{ status: number, name: string }} refusal
 */
async function numberTaken(server, { status, name }) {
  const { drafts, document } = await open(server);
  document.save('sent');
  void document.flush();
  const before = await server.next();
  await document.close();
  const again = await openDocument(address, { drafts });
  const refuse = async () => {
    const save = await server.next();
    save.answer(status, {}, { type: `/problems/${name}`, title: 'Taken.' });
    return save;
  };
  await refuse();
  return { again, before, refuse };
}

for (const { status, name, reads, changes } of [
  { status: 422, name: 'sequence-reused', reads: true, changes: true },
  { status: 409, name: 'sequence-too-old', reads: true, changes: false },
  { status: 409, name: 'sequence-out-of-order', reads: false, changes: false },
  { status: 409, name: 'sequence-gap', reads: false, changes: false },
]) {
  test(`${name} sends the content under a new number${reads ? ', after reading' : ''}, and once only`, async (t) => {
    const server = new FakeServer(t);
    const { again, before, refuse } = await numberTaken(server, { status, name });
    if (reads) {
      const look = await server.next();
      assert.deepEqual([look.method, await server.unexpected()], ['GET', 0]);
      look.answer(200, { 'Sync-ETag': etag(4), Version: '4' }, 'theirs');
    }
    const save = await refuse();
    assert.deepEqual([save.body, save.sequence, save.headers.get('If-Match'), save.headers.get('Save-Parent')], ['"sent"', 2, etag(3), null]);
    assert.equal(save.headers.get('Session-Id') !== before.headers.get('Session-Id'), changes);
    for (let turn = 0; await server.unexpected() > 0 && turn < 3; turn++) (await server.next()).answer(304, {});
    await server.pass(600_000);
    assert.equal(await server.unexpected(), 0);
    assert.deepEqual([again.status.state, again.content], ['refused', 'sent']);
  });
}

test('superseded by a save that this instance did not send: its version is read as a change of others, under a new session', async (t) => {
  const server = new FakeServer(t);
  const { drafts, document } = await open(server);
  document.save('sent');
  void document.flush();
  const before = await server.next();
  await document.close();
  const again = await openDocument(address, { drafts });
  (await server.next()).store(5, 'sent by the page that closed', 'superseded');
  (await server.next()).answer(200, { 'Sync-ETag': etag(5), Version: '5' }, 'sent by the page that closed');
  await server.unexpected();
  assert.deepEqual([again.content, again.status.state, again.version], ['sent by the page that closed', 'saved', 5]);
  again.save('more');
  void again.flush();
  const save = await server.next();
  assert.notEqual(save.headers.get('Session-Id'), before.headers.get('Session-Id'));
  assert.deepEqual([save.headers.get('If-Match'), save.headers.get('Save-Parent')], [etag(5), null]);
});

test('superseded by a save of another instance: what was typed since goes on from what was adopted', async (t) => {
  const server = new FakeServer(t);
  const { document } = await open(server, { merge: true });
  document.save('sent');
  void document.flush();
  const first = await server.next();
  document.save('typed');
  first.store(5, 'theirs', 'superseded');
  await server.unexpected();
  assert.equal(document.content, 'typed');
  void document.flush();
  const save = await server.next();
  assert.notEqual(save.headers.get('Session-Id'), first.headers.get('Session-Id'));
  assert.deepEqual([save.headers.get('If-Match'), save.headers.get('Save-Parent')], [etag(3), null]);
});
