// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument, UnreadableContentError } from '../../src/syncserver-js/src/syncserver.js';
import { address, etag, FakeServer } from './fake-server.js';

/** @param {Awaited<ReturnType<FakeServer['next']>>} request @param {number} version @param {string} content @param {string} type */
const answer = (request, version, content, type) =>
  request.respondText(200, { 'Sync-ETag': etag(version), Version: String(version), 'Content-Type': type }, content);

test('a document whose content cannot be shown is not opened', async (t) => {
  const server = new FakeServer(t);
  const opening = openDocument(address);
  answer(await server.next(), 3, 'text', 'text/plain');
  await assert.rejects(opening, (error) => error instanceof UnreadableContentError && error.version === 3 && error.contentType === 'text/plain');
});

test('an announced version of another type is reported by the status, and the next one is adopted', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(3, 'a');
  /** @type {unknown[]} */
  const shown = [];
  document.onRemoteChange = ({ content }) => shown.push(content);
  const send = (await server.next()).stream();
  (await server.next()).respond(304, {});
  send('event: saved\nid: 4\ndata: {"version":4}\n\n');
  answer(await server.next(), 4, 'text', 'text/plain');
  await server.unexpected();
  assert.deepEqual([document.status.state, document.status.version, document.content, shown], ['unreadable', 3, 'a', []]);
  assert.ok(document.status.error instanceof UnreadableContentError);
  document.save('b');
  void document.flush();
  answer(await server.next(), 4, 'text', 'text/plain');
  assert.equal(await server.unexpected(), 0);
  send('event: saved\nid: 5\ndata: {"version":5}\n\n');
  const next = await server.next();
  assert.deepEqual([next.method, next.headers.get('If-Match')], ['PUT', etag(3)]);
});

test('where the editor cannot show a version, it is not adopted, and nothing is sent until it can', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(3, 'a');
  let isBroken = true;
  document.onRemoteChange = () => {
    if (isBroken) throw new RangeError('The schema does not know this node.');
  };
  const send = (await server.next()).stream();
  (await server.next()).respond(304, {});
  send('event: saved\nid: 4\ndata: {"version":4}\n\n');
  answer(await server.next(), 4, '"theirs"', 'application/json');
  await server.unexpected();
  assert.deepEqual([document.status.state, document.content, document.version], ['unreadable', 'a', 3]);
  assert.ok(document.status.error instanceof RangeError);
  isBroken = false;
  const flushed = document.flush();
  answer(await server.next(), 4, '"theirs"', 'application/json');
  await flushed;
  await server.unexpected();
  assert.deepEqual([document.status.state, document.content, document.version], ['saved', 'theirs', 4]);
});

test('where the editor cannot show what was merged, the next save continues the save, not the merge', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(3, 'a', { merge: true });
  document.listen({
    onRemoteChange: () => {
      throw new RangeError('The schema does not know this node.');
    },
  });
  (await server.next()).respond(404, {}, { type: '/problems/not-found' });
  document.save('b');
  void document.flush();
  (await server.next()).store(5, 'b and theirs');
  await server.unexpected();
  assert.deepEqual([document.status.state, document.content], ['unreadable', 'b']);
});

test('a choice whose content the editor cannot show throws, and the conflict remains', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(3, 'a');
  document.onRemoteChange = () => {
    throw new RangeError('The schema does not know this node.');
  };
  (await server.next()).respond(404, {}, { type: '/problems/not-found' });
  document.save('b');
  void document.flush();
  (await server.next()).conflict({ current: { version: 4, etag: etag(4), contentType: 'application/json', content: 'theirs' } });
  await server.unexpected();
  const conflict = document.pendingConflict;
  assert.throws(() => conflict?.takeTheirs(), RangeError);
  assert.throws(() => conflict?.save('both'), RangeError);
  assert.equal(await server.unexpected(), 0);
  assert.deepEqual([document.content, document.version, document.pendingConflict, document.status.state], ['b', 3, conflict, 'conflict']);
  conflict?.keepMine();
  assert.equal((await server.next()).headers.get('If-Match'), etag(4));
});

test('a version that is restored is not saved where the page cannot show it', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(3, 'a');
  document.onRemoteChange = ({ content }) => {
    if (content === 'old') throw new RangeError('The schema does not know this node.');
  };
  (await server.next()).stream();
  (await server.next()).respond(304, {});
  const restoring = assert.rejects(document.restore(1), RangeError);
  answer(await server.next(), 1, '"old"', 'application/json');
  await restoring;
  await server.pass(10_000);
  assert.equal(await server.unexpected(), 0);
  assert.deepEqual([document.content, document.status.state], ['a', 'saved']);
});

test('where a part of the page cannot show a version, all parts show what the document holds', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(3, 'a');
  /** @type {unknown[]} */
  const shown = [];
  document.listen({ onRemoteChange: () => shown.push(document.content) });
  document.onRemoteChange = ({ version }) => {
    if (version === 4) throw new RangeError('The schema does not know this node.');
  };
  const send = (await server.next()).stream();
  (await server.next()).respond(304, {});
  send('event: saved\nid: 4\ndata: {"version":4}\n\n');
  answer(await server.next(), 4, '"a b"', 'application/json');
  await server.unexpected();
  assert.deepEqual([document.status.state, shown], ['unreadable', ['a b', 'a']]);
});

test('the event of an own save does not end the state', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(3, 'a', { merge: true });
  document.onRemoteChange = () => {
    throw new RangeError('The schema does not know this node.');
  };
  const send = (await server.next()).stream();
  (await server.next()).respond(304, {});
  document.save('b');
  void document.flush();
  (await server.next()).store(5, 'b and theirs');
  await server.unexpected();
  send('event: saved\nid: 5\ndata: {"version":5}\n\n');
  await server.unexpected();
  assert.equal(document.status.state, 'unreadable');
});
