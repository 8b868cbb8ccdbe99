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
  assert.deepEqual(document.status, { state: 'saved', version: 4, error: null });
});

test('opening fails with the problem that the server names', async (t) => {
  const server = new FakeServer(t);
  const opening = openDocument(address);
  (await server.next()).answer(403, {}, { type: '/problems/not-allowed', title: 'Not yours.' });
  await assert.rejects(opening, { name: 'ProblemError', status: 403, type: 'not-allowed', message: 'Not yours.' });
});

test('what is changed after the call is not in the save', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(1, {});
  const content = { title: 'one' };
  document.save(content);
  content.title = 'two';
  void document.flush();
  assert.equal((await server.next()).body, '{"title":"one"}');
});

test('what is no answer of the server is a lost answer', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(3, 'a');
  document.save('b');
  const flushed = document.flush();
  const first = await server.next();
  first.answer(200, { ETag: etag(9), Version: '9' }, 'a sign-in page');
  await server.pass(500);
  const second = await server.next();
  assert.equal(second.identity, first.identity);
  second.accept(4);
  assert.deepEqual(await flushed, { state: 'saved', version: 4, error: null });
  assert.equal(document.content, 'b');
});

for (const maxInFlight of [0, 33, 1.5]) {
  test(`maxInFlight ${maxInFlight} is refused: the server remembers the last 32 saves of a session`, async () => {
    await assert.rejects(openDocument(address, { maxInFlight }), RangeError);
  });
}

test('the token is asked for at every request', async (t) => {
  const server = new FakeServer(t);
  let asked = 0;
  const document = await server.open(1, '', { token: async () => `token-${++asked}` });
  document.save('b');
  void document.flush();
  assert.equal((await server.next()).headers.get('Authorization'), 'Bearer token-2');
});

test('each opening is a session of its own', async (t) => {
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

test('a policy of merging is declined unless merging is asked for', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(1, '');
  document.save('b');
  void document.flush();
  assert.equal((await server.next()).headers.get('On-Conflict'), 'reject');
});

test('the status is told as it changes', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(1, '');
  /** @type {string[]} */
  const told = [];
  document.onStatus = ({ state, version }) => told.push(`${state} v${version}`);
  document.save('b');
  document.save('c');
  const flushed = document.flush();
  (await server.next()).accept(2);
  await flushed;
  await server.unexpected();
  assert.deepEqual(told, ['saving v1', 'saved v2']);
});

test('a closed document sends nothing and takes nothing', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(1, '');
  document.save('b');
  void document.flush();
  const save = await server.next();
  document.save('c');
  const flushed = document.flush();
  document.close();
  assert.equal((await flushed).state, 'closed');
  assert.equal(save.aborted, true);
  await server.pass(600_000);
  await server.next();
  assert.equal(await server.unexpected(), 0);
  assert.throws(() => document.save('d'), /closed/);
});
