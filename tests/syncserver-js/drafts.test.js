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

test('typed text is kept before it is sent, and not longer than it has to be', async (t) => {
  const server = new FakeServer(t);
  const { drafts, document } = await open(server);
  document.save('typed');
  await server.pass(250);
  const [draft] = await drafts.list(address);
  assert.deepEqual([draft.unsent, draft.inFlight, draft.adopted], [['"typed"'], [], { version: 3, etag: etag(3) }]);

  void document.flush();
  const save = await server.next();
  const [sent] = await drafts.list(address);
  assert.deepEqual([sent.unsent, sent.inFlight[0].body, sent.sequence, sent.parents], [[], '"typed"', 1, [1]]);
  // What is repeated after a crash is what was sent, to the last header.
  assert.deepEqual(Object.fromEntries(save.headers), Object.fromEntries(new Headers(sent.inFlight[0].headers)));
  save.accept(4);
  await document.flush();
  await server.pass(250);
  await server.unexpected();
  assert.deepEqual(await drafts.list(address), []);
});

test('a closed draft goes on in its session: first its saves in flight, then what is new, then a look for a newer version', async (t) => {
  const server = new FakeServer(t);
  const { drafts, document } = await open(server);
  const before = [];
  for (const content of ['sent', 'sent too']) {
    document.save(content);
    void document.flush();
    before.push(await server.next());
  }
  document.save('typed');
  await document.close();

  const again = await openDocument(address, { drafts });
  assert.deepEqual([again.content, again.resumed, again.status.state], ['typed', true, 'saving']);
  const replays = [await server.next(), await server.next()];
  assert.deepEqual(replays.map((replay) => replay.identity), before.map((save) => save.identity));
  replays[0].accept(4, 'replayed');
  await server.pass(10_000);
  assert.equal(await server.unexpected(), 0);
  replays[1].accept(5, 'replayed');

  const save = await server.next();
  assert.deepEqual([save.body, save.sequence, save.headers.get('If-Match')], ['"typed"', 3, etag(5)]);
  assert.equal(save.headers.get('Session-Id'), before[0].headers.get('Session-Id'));
  assert.equal(await server.unexpected(), 0);
  save.accept(6);
  const look = await server.next();
  assert.deepEqual([look.method, look.headers.get('If-None-Match'), look.headers.get('Min-Version')], ['GET', etag(6), '6']);
  look.answer(304, {});
  assert.equal((await again.flush()).state, 'saved');
});

test('after a crash a save may have left that is not in the draft: what is new goes under a new session, without a parent', async (t) => {
  const server = new FakeServer(t);
  const { drafts, document } = await open(server, { merge: true });
  document.save('sent');
  void document.flush();
  const before = await server.next();
  document.save('typed');
  await server.pass(250);
  const [draft] = await drafts.list(address);
  assert.deepEqual([draft.complete, draft.unsent], [false, ['"typed"']]);
  await document.close();
  await drafts.put(draft);

  const again = await openDocument(address, { drafts, merge: true });
  const replay = await server.next();
  assert.equal(replay.identity, before.identity);
  // Merged, so that version 5 is not adopted: the parent would be the save before.
  replay.store(5, 'sent, and theirs', 'replayed');
  const save = await server.next();
  assert.deepEqual([save.body, save.headers.get('If-Match'), save.headers.get('Save-Parent')], ['"typed"', etag(3), null]);
  assert.notEqual(save.headers.get('Session-Id'), before.headers.get('Session-Id'));
  save.store(6, 'typed, and theirs');
  (await server.next()).answer(304, {});
  assert.equal((await again.flush()).state, 'saved');
});

test('a resumed draft repeats its saves as they were sent, whatever the options are now', async (t) => {
  const server = new FakeServer(t);
  const { drafts, document } = await open(server, { merge: true });
  document.save('sent');
  void document.flush();
  const before = await server.next();
  await document.close();
  await openDocument(address, { drafts, merge: false, contentType: 'application/vnd.note+json' });
  assert.equal((await server.next()).identity, before.identity);
});

test('a draft opens without a network, and is saved once there is one', async (t) => {
  const server = new FakeServer(t);
  const { drafts, document } = await open(server);
  document.save('typed');
  await document.close();

  const again = await openDocument(address, { drafts });
  assert.equal(again.content, 'typed');
  (await server.next()).lose();
  await server.pass(600);
  (await server.next()).accept(4);
  (await server.next()).answer(304, {});
  assert.equal((await again.flush()).state, 'saved');
});

test('a draft that somebody else has overtaken is a conflict, and overwrites nothing', async (t) => {
  const server = new FakeServer(t);
  const { drafts, document } = await open(server);
  document.save('typed');
  await document.close();

  const again = await openDocument(address, { drafts });
  assert.equal(again.content, 'typed');
  const save = await server.next();
  assert.equal(save.headers.get('If-Match'), etag(3));
  save.conflict({ current: { version: 4, etag: etag(4), savedBy: { id: 'u2', name: 'Amy' }, content: 'theirs' } });
  await server.unexpected();
  assert.deepEqual([again.status.state, again.content], ['conflict', 'typed']);
  await again.close();
  assert.equal((await drafts.list(address)).length, 1);
});

test('a draft whose save was merged is settled by the answer', async (t) => {
  const server = new FakeServer(t);
  const { drafts, document } = await open(server, { merge: true });
  document.save('mine');
  void document.flush();
  await server.next();
  await document.close();

  const again = await openDocument(address, { drafts, merge: true });
  (await server.next()).store(5, 'mine and theirs', 'replayed');
  (await server.next()).answer(304, {});
  assert.deepEqual(await again.flush(), { state: 'saved', version: 5, error: null });
  assert.equal(again.content, 'mine and theirs');
});

test('a draft is left alone while its own instance lives, and by other people', async (t) => {
  const server = new FakeServer(t);
  const { drafts, document } = await open(server);
  document.save('typed');
  await server.pass(250);
  const beside = await server.open(3, 'a', { drafts });
  assert.deepEqual([beside.content, beside.resumed], ['a', false]);
  await document.close();
  const other = await server.open(3, 'a', { drafts, user: 'Bob' });
  assert.equal(other.resumed, false);
  const back = await openDocument(address, { drafts });
  assert.deepEqual([back.content, back.resumed], ['typed', true]);
});

test('two saves without a network are one, but a delete between them is not', async (t) => {
  const server = new FakeServer(t);
  const { drafts, document } = await open(server);
  document.save('one');
  document.save('two');
  document.delete();
  document.save('three');
  document.save('four');
  (await server.next()).lose();
  await document.close();
  const [draft] = await drafts.list(address);
  assert.deepEqual([draft.inFlight.map(({ body }) => body), draft.unsent], [['"two"'], [null, '"four"']]);

  const again = await openDocument(address, { drafts });
  assert.equal(again.content, 'four');
  const first = await server.next();
  assert.deepEqual([first.method, first.body, first.headers.get('If-Match')], ['PUT', '"two"', etag(3)]);
  first.accept(4);
  const second = await server.next();
  assert.equal(await server.unexpected(), 0);
  assert.deepEqual([second.method, second.body, second.headers.get('If-Match')], ['DELETE', null, etag(4)]);
  second.accept(5, 'deleted');
  const third = await server.next();
  assert.deepEqual([third.method, third.body, third.headers.get('If-Match'), third.headers.get('Save-Parent')], ['PUT', '"four"', etag(5), null]);
  third.accept(6, 'created');
  (await server.next()).answer(304, {});
  assert.deepEqual(await again.flush(), { state: 'saved', version: 6, error: null });
});

test('a deleted document has no content', async (t) => {
  const server = new FakeServer(t);
  const { document } = await open(server);
  document.delete();
  assert.equal(document.content, null);
  (await server.next()).accept(4, 'deleted');
  assert.deepEqual(await document.flush(), { state: 'saved', version: 4, error: null });
  document.delete();
  assert.equal((await document.flush()).state, 'saved');
  assert.equal(await server.unexpected(), 0);
});

test('a save is not sent before it is kept', async (t) => {
  const server = new FakeServer(t);
  let keep = () => {};
  const put = () => new Promise((/** @type {(value?: undefined) => void} */ resolve) => (keep = resolve));
  const document = await server.open(3, 'a', { drafts: { list: async () => [], put, remove: async () => {} } });
  document.save('typed');
  void document.flush();
  assert.equal(await server.unexpected(), 0);
  keep();
  assert.equal((await server.next()).body, '"typed"');
});

test('a store that fails hinders no save', async (t) => {
  const server = new FakeServer(t);
  const fail = async () => {
    throw new Error('The disk is full.');
  };
  const document = await server.open(3, 'a', { drafts: { list: async () => [], put: fail, remove: fail } });
  document.save('typed');
  void document.flush();
  (await server.next()).accept(4);
  assert.equal((await document.flush()).state, 'saved');
});
