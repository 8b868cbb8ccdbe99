// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from '../../src/syncserver-js/src/syncserver.js';
import { address, etag, FakeServer } from './fake-server.js';

test('opening reads content and version', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(4, { title: 'Tea' });
  assert.deepEqual(document.content, { title: 'Tea' });
  assert.equal(document.version, 4);
  assert.deepEqual(document.status, { state: 'saved', version: 4, error: null, draftError: null });
});

test('opening fails with the problem in the response', async (t) => {
  const server = new FakeServer(t);
  const opening = openDocument(address);
  (await server.next()).respond(403, {}, { type: '/problems/not-allowed', title: 'Not yours.' });
  await assert.rejects(opening, { name: 'ProblemError', status: 403, type: 'not-allowed', message: 'Not yours.' });
});

test('an object that is modified after save() is saved as it was', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(1, {});
  const content = { title: 'one' };
  document.save(content);
  content.title = 'two';
  void document.flush();
  assert.equal((await server.next()).body, '{"title":"one"}');
});

test('a response without Sync-ETag is not from the server, and the save is retried', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(3, 'a');
  document.save('b');
  const flushed = document.flush();
  const first = await server.next();
  first.respond(200, { ETag: etag(9), Version: '9' }, 'a sign-in page');
  await server.pass(500);
  const second = await server.next();
  assert.equal(second.identity, first.identity);
  second.accept(4);
  assert.deepEqual(await flushed, { state: 'saved', version: 4, error: null, draftError: null });
  assert.equal(document.content, 'b');
});

for (const maxInFlight of [0, 33, 1.5]) {
  test(`maxInFlight ${maxInFlight} is refused: the server remembers the last 32 saves of a session`, async () => {
    await assert.rejects(openDocument(address, { maxInFlight }), RangeError);
  });
}

test('the token is requested for each request', async (t) => {
  const server = new FakeServer(t);
  let asked = 0;
  const document = await server.open(1, '', { token: async () => `token-${++asked}` });
  document.save('b');
  void document.flush();
  assert.equal((await server.next()).headers.get('Authorization'), 'Bearer token-2');
});

test('each call of openDocument starts a session', async (t) => {
  const server = new FakeServer(t);
  const sessions = [];
  for (let tab = 0; tab < 2; tab++) {
    const document = await server.open(1, '');
    document.save(tab);
    void document.flush();
    sessions.push((await server.next()).headers.get('Session-Id'));
  }
  assert.notEqual(sessions[0], sessions[1]);
});

for (const [merge, header] of /** @type {const} */ ([[undefined, null], [true, 'merge'], [false, 'reject']])) {
  test(`with the option merge ${merge} a save says On-Conflict: ${header}`, async (t) => {
    const server = new FakeServer(t);
    const document = await server.open(1, '', { merge });
    document.save('b');
    void document.flush();
    assert.equal((await server.next()).headers.get('On-Conflict'), header);
  });
}

test('the status is published when it changes', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(1, '');
  /** @type {string[]} */
  const published = [];
  document.onStatusChange = ({ state, version }) => published.push(`${state} v${version}`);
  document.save('b');
  document.save('c');
  const flushed = document.flush();
  (await server.next()).accept(2);
  await flushed;
  await server.unexpected();
  assert.deepEqual(published, ['saving v1', 'saved v2']);
});

test('a document that is closed at once sends nothing more and accepts no changes', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(1, '');
  document.save('b');
  void document.flush();
  const save = await server.next();
  document.save('c');
  const flushed = document.flush();
  document.close(true);
  assert.equal((await flushed).state, 'closed');
  assert.equal(save.aborted, true);
  await server.pass(600_000);
  await server.next();
  assert.equal(await server.unexpected(), 0);
  assert.throws(() => document.save('d'), /closed/);
});
