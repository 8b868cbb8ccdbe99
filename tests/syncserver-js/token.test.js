// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SignedOutError, tokenSource } from '../../src/syncserver-js/src/tokens.js';
import { FakeServer } from './fake-server.js';

const refreshUrl = 'http://sync.test/v1/auth/refresh';
/** @param {string} name */
const tokens = (name) => ({ accessToken: name, refreshToken: `refresh-${name}`, expiresIn: 900, subject: 'amy' });

test('a token is refreshed before it expires, once for concurrent requests', async (t) => {
  const server = new FakeServer(t);
  /** @type {unknown[]} */
  const stored = [];
  const token = tokenSource({ tokens: tokens('one'), refreshUrl, onTokens: (pair) => stored.push(pair) });
  assert.equal(await token(), 'one');
  const now = Date.now();
  t.mock.method(Date, 'now', () => now + 841_000);
  const both = Promise.all([token(), token()]);
  const request = await server.next();
  assert.deepEqual([request.url, request.body], [refreshUrl, '{"refreshToken":"refresh-one"}']);
  request.respond(200, {}, tokens('two'));
  assert.deepEqual(await both, ['two', 'two']);
  assert.equal(await server.unexpected(), 0);
  assert.deepEqual(stored, [{ ...tokens('two'), expiresAt: now + 841_000 + 900_000 }]);
});

test('a token that the server refuses is refreshed, and the request made once more', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(1, '', { token: tokenSource({ tokens: tokens('one'), refreshUrl }) });
  document.save('b');
  const flushed = document.flush();
  (await server.next()).respond(401, {}, {});
  (await server.next()).respond(200, {}, tokens('two'));
  const again = await server.next();
  assert.deepEqual([again.headers.get('Authorization'), again.sequence], ['Bearer two', 1]);
  again.respond(401, {}, { title: 'No.' });
  assert.equal((await flushed).state, 'refused');
  assert.equal(await server.unexpected(), 0);
});

test('an expired sign-in throws a SignedOutError', async (t) => {
  const server = new FakeServer(t);
  const token = tokenSource({ tokens: { ...tokens('one'), expiresIn: 0 }, refreshUrl });
  const asked = token();
  (await server.next()).respond(401, {}, {});
  await assert.rejects(asked, SignedOutError);
});

test('a busy server throws the error of a network fault, so that the request is retried', async (t) => {
  const server = new FakeServer(t);
  const token = tokenSource({ tokens: { ...tokens('one'), expiresIn: 0 }, refreshUrl });
  const asked = token();
  (await server.next()).respond(503, {}, {});
  await assert.rejects(asked, TypeError);
});
