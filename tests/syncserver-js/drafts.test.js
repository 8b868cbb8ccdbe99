// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryDrafts } from '../../src/syncserver-js/src/memory-drafts.js';
import { openDocument } from '../../src/syncserver-js/src/syncserver.js';
import { address, etag, FakeServer } from './fake-server.js';

/** A document with drafts, at version 3. @param {FakeServer} server @param {object} [options] */
async function open(server, options) {
  const drafts = new MemoryDrafts();
  return { drafts, document: await server.open(3, 'a', { drafts, ...options }) };
}

test('a change is written to the draft before it is sent, and removed once it is saved', async (t) => {
  const server = new FakeServer(t);
  const { drafts, document } = await open(server);
  document.save('typed');
  await server.pass(250);
  const [draft] = await drafts.list('', address);
  assert.deepEqual([draft.pending, draft.inFlight, draft.adopted], [['"typed"'], [], { number: 3, etag: etag(3) }]);

  void document.flush();
  const save = await server.next();
  const [sent] = await drafts.list('', address);
  assert.deepEqual([sent.pending, sent.inFlight[0].body, sent.sequence, sent.parents], [[], '"typed"', 1, [1]]);
  // What is retried after a crash is what was sent, header by header.
  assert.deepEqual(Object.fromEntries(save.headers), Object.fromEntries(new Headers(sent.inFlight[0].headers)));
  save.accept(4);
  await document.flush();
  await server.pass(250);
  await server.unexpected();
  // What remains is the copy of what is on the server.
  const [copy, ...others] = await drafts.list('', address);
  assert.deepEqual([copy.id, copy.content, copy.adopted, others], ['', '"typed"', { number: 4, etag: etag(4) }, []]);
});

test('after a crash a save may have been sent that is not in the draft: new saves use a new session, and no parent', async (t) => {
  const server = new FakeServer(t);
  const { drafts, document } = await open(server, { merge: true });
  document.save('sent');
  void document.flush();
  const before = await server.next();
  document.save('typed');
  await server.pass(250);
  const [draft] = await drafts.list('', address);
  assert.deepEqual([draft.complete, draft.pending], [false, ['"typed"']]);
  await document.close(true);
  await drafts.put(draft);

  const again = await openDocument(address, { drafts, merge: true });
  const replay = await server.next();
  assert.equal(replay.identity, before.identity);
  // It was merged and is not adopted: in the same session it would be the parent.
  replay.store(5, 'sent, and theirs', 'replayed');
  const save = await server.next();
  assert.deepEqual(
    [save.body, save.headers.get('If-Match'), save.headers.get('Save-Parent'), save.headers.get('On-Conflict')], ['"typed"', etag(3), null, 'reject']);
  assert.notEqual(save.headers.get('Session-Id'), before.headers.get('Session-Id'));
  save.accept(6);
  (await server.next()).respond(304, {});
  assert.equal((await again.flush()).state, 'saved');
});

test('saves of a draft are retried verbatim, whatever the options are now', async (t) => {
  const server = new FakeServer(t);
  const { drafts, document } = await open(server, { merge: true });
  document.save('sent');
  void document.flush();
  const before = await server.next();
  await document.close(true);
  await openDocument(address, { drafts, merge: false, contentType: 'application/vnd.note+json' });
  assert.equal((await server.next()).identity, before.identity);
});

test('a document with a draft opens without a network, and is saved once there is one', async (t) => {
  const server = new FakeServer(t);
  const { drafts, document } = await open(server);
  document.save('typed');
  await document.close(true);

  const again = await openDocument(address, { drafts });
  assert.equal(again.content, 'typed');
  (await server.next()).lose();
  await server.pass(600);
  (await server.next()).accept(4);
  (await server.next()).respond(304, {});
  assert.equal((await again.flush()).state, 'saved');
});

test('a draft is not used while its instance is open, nor by another user', async (t) => {
  const server = new FakeServer(t);
  const { drafts, document } = await open(server);
  document.save('typed');
  await server.pass(250);
  const beside = await server.open(3, 'a', { drafts });
  assert.deepEqual([beside.content, beside.resumed], ['a', false]);
  await document.close(true);
  const other = await server.open(3, 'a', { drafts, user: 'Bob' });
  assert.equal(other.resumed, false);
  const back = await openDocument(address, { drafts });
  assert.deepEqual([back.content, back.resumed], ['typed', true]);
});

test('a save is not sent before its draft is written', async (t) => {
  const server = new FakeServer(t);
  let written = () => {};
  const put = () => new Promise((/** @type {(value?: undefined) => void} */ resolve) => (written = resolve));
  const document = await server.open(3, 'a', { drafts: { list: async () => [], put, remove: async () => {} } });
  document.save('typed');
  void document.flush();
  assert.equal(await server.unexpected(), 0);
  written();
  assert.equal((await server.next()).body, '"typed"');
});

test('a draft store that fails does not stop saves, the status says why, and the draft is written again later', async (t) => {
  const server = new FakeServer(t);
  const full = new Error('The disk is full.');
  const drafts = new MemoryDrafts();
  let fails = true;
  const put = async (/** @type {import('../../src/syncserver-js/src/drafts.js').Draft} */ draft) => {
    if (fails) throw full;
    await drafts.put(draft);
  };
  const document = await server.open(3, 'a', { drafts: { list: async () => [], put, remove: () => drafts.remove({ user: '', document: '', id: '' }) } });
  document.save('typed');
  void document.flush();
  const save = await server.next();
  assert.equal(document.status.draftError, full);
  fails = false;
  await server.pass(10_000);
  await server.unexpected();
  assert.equal(document.status.draftError, null);
  assert.equal((await drafts.list('', address))[0].inFlight[0].body, '"typed"');
  save.accept(4);
  assert.equal((await document.flush()).state, 'saved');
});

test('a draft store that cannot be read does not stop opening, and the status says that nothing is kept', async (t) => {
  const server = new FakeServer(t);
  const blocked = new DOMException('The request was denied.', 'SecurityError');
  const fail = async () => {
    throw blocked;
  };
  const document = await server.open(3, 'a', { drafts: { list: fail, put: fail, remove: fail } });
  assert.deepEqual([document.content, document.status.draftError], ['a', blocked]);
  document.save('typed');
  void document.flush();
  (await server.next()).accept(4);
  assert.equal((await document.flush()).state, 'saved');
  await document.close();
});

test('only one save waits for a draft store that does not respond, which is tried again later', async (t) => {
  const server = new FakeServer(t);
  let now = Date.now();
  t.mock.method(Date, 'now', () => now);
  let hangs = true;
  let puts = 0;
  const put = () => {
    puts++;
    return hangs ? new Promise(() => {}) : Promise.resolve();
  };
  const document = await server.open(3, 'a', { drafts: { list: async () => [], put, remove: async () => {} } });
  document.save('one');
  void document.flush();
  assert.equal(await server.unexpected(), 0);
  await server.pass(2000);
  (await server.next()).accept(4);
  await server.unexpected();
  assert.match(String(document.status.draftError), /does not respond/);
  const before = puts;
  document.save('two');
  void document.flush();
  (await server.next()).accept(5);
  await document.flush();
  assert.equal(puts, before);
  // One call finds out that it responds again. No save waits for it.
  hangs = false;
  now += 10_000;
  document.save('three');
  void document.flush();
  (await server.next()).accept(6);
  await server.pass(10_000);
  await server.unexpected();
  assert.equal(document.status.draftError, null);
});

test('a draft belongs to the person of the token, and is not continued by another one', async (t) => {
  const server = new FakeServer(t);
  const drafts = new MemoryDrafts();
  const jwt = (/** @type {string} */ sub) => async () => `e30.${Buffer.from(JSON.stringify({ sub })).toString('base64url')}.x`;
  const amy = await server.open(3, 'a', { drafts, token: jwt('amy?ÿ') });
  amy.save('by Amy');
  await amy.close(true);
  assert.equal((await drafts.list('amy?ÿ', address)).length, 1);

  const ben = await server.open(3, 'a', { drafts, token: jwt('ben') });
  assert.deepEqual([ben.content, ben.resumed], ['a', false]);
  const again = await openDocument(address, { drafts, token: jwt('amy?ÿ') });
  assert.deepEqual([again.content, again.resumed], ['by Amy', true]);
  await again.close(true);
});
