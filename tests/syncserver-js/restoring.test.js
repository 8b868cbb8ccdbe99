// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeServer } from './fake-server.js';

/** The next request reads version 1. @param {FakeServer} server */
async function readOld(server) {
  const request = await server.next();
  assert.ok(request.url.endsWith('/revisions/1'));
  request.respond(200, {}, 'old');
}

test('what the editor has not reported is saved before a version is restored', async (t) => {
  const server = new FakeServer(t);
  let typed = 'a';
  const document = await server.open(3, 'a', { editor: () => typed });
  const restoring = document.restore(1);
  typed = 'a and more';
  await readOld(server);
  const first = await server.next();
  assert.equal(first.body, '"a and more"');
  typed = 'a and more, typed meanwhile';
  first.accept(4);
  await server.pass(300);
  const second = await server.next();
  assert.equal(second.body, '"a and more, typed meanwhile"');
  document.onRemoteChange = ({ content }) => (typed = /** @type {string} */ (content));
  second.accept(5);
  const save = await savedNext(server);
  assert.equal(save.body, '"old"');
  save.accept(6);
  assert.deepEqual([(await restoring).state, document.content, typed], ['saved', 'old', 'old']);
});

test('a version is not restored while the editor holds its content', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(3, 'a');
  const release = document.hold();
  const restoring = document.restore(1);
  await readOld(server);
  assert.equal(await server.unexpected(), 0);
  document.save('a, composed');
  await server.pass(300);
  const composed = await server.next();
  composed.accept(4);
  assert.equal(await server.unexpected(), 0);
  assert.equal(document.content, 'a, composed');
  release();
  const save = await server.next();
  assert.equal(save.body, '"old"');
  save.accept(5);
  assert.equal((await restoring).state, 'saved');
});

test('closing ends a restore that waits for the editor', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(3, 'a');
  document.hold();
  const restoring = document.restore(1);
  await readOld(server);
  await document.close();
  assert.deepEqual([(await restoring).state, document.content], ['closed', 'a']);
});

/** The next save, beside the event stream. @param {FakeServer} server */
async function savedNext(server) {
  for (;;) {
    const request = await server.next();
    if (request.method === 'PUT') return request;
  }
}
