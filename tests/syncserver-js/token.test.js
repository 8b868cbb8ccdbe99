// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SignedOutError, tokenSource } from '../../src/syncserver-js/src/syncserver.js';
import { FakeServer } from './fake-server.js';

const refreshUrl = 'http://sync.test/v1/auth/refresh';
/** @param {string} name */
const tokens = (name) => ({ accessToken: name, refreshToken: `refresh-${name}`, expiresIn: 900 });

test('a token is renewed before it runs out, once for all who wait for it', async (t) => {
  const server = new FakeServer(t);
  /** @type {unknown[]} */
  const told = [];
  const token = tokenSource({ tokens: tokens('one'), refreshUrl, onTokens: (pair) => told.push(pair) });
  assert.equal(await token(), 'one');
  const now = Date.now();
  t.mock.method(Date, 'now', () => now + 841_000);
  const both = Promise.all([token(), token()]);
  const request = await server.next();
  assert.deepEqual([request.url, request.body], [refreshUrl, '{"refreshToken":"refresh-one"}']);
  request.answer(200, {}, tokens('two'));
  assert.deepEqual(await both, ['two', 'two']);
  assert.equal(await server.unexpected(), 0);
  assert.deepEqual(told, [tokens('two')]);
});

test('a token that is not taken is renewed, and the request made once more', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(1, '', { token: tokenSource({ tokens: tokens('one'), refreshUrl }) });
  document.save('b');
  const flushed = document.flush();
  (await server.next()).answer(401, {}, {});
  (await server.next()).answer(200, {}, tokens('two'));
  const again = await server.next();
  assert.deepEqual([again.headers.get('Authorization'), again.sequence], ['Bearer two', 1]);
  again.answer(401, {}, { title: 'No.' });
  assert.equal((await flushed).state, 'refused');
  assert.equal(await server.unexpected(), 0);
});

test('a sign-in that has run out is told', async (t) => {
  const server = new FakeServer(t);
  const token = tokenSource({ tokens: { ...tokens('one'), expiresIn: 0 }, refreshUrl });
  const asked = token();
  (await server.next()).answer(401, {}, {});
  await assert.rejects(asked, SignedOutError);
});

test('a busy server is tried again as a lost network is', async (t) => {
  const server = new FakeServer(t);
  const token = tokenSource({ tokens: { ...tokens('one'), expiresIn: 0 }, refreshUrl });
  const asked = token();
  (await server.next()).answer(503, {}, {});
  await assert.rejects(asked, TypeError);
});
