// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { localTokens, SignedOutError, tokenSource } from '../../src/syncserver-js/src/tokens.js';
import { FakeServer } from './fake-server.js';
import { signIn, startServer } from './real-server.js';

const refreshUrl = 'http://sync.test/v1/auth/refresh';
/** @param {string} name @param {object} [more] */
const tokens = (name, more) => ({ accessToken: name, refreshToken: `refresh-${name}`, expiresIn: 900, subject: 'amy', ...more });

/** Installs a fake of `localStorage`. @param {import('node:test').TestContext} t @param {boolean} [blocked] */
function installStorage(t, blocked = false) {
  /** @type {Map<string, string>} */
  const items = new Map();
  const storage = {
    getItem: (/** @type {string} */ key) => items.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => void items.set(key, value),
    removeItem: (/** @type {string} */ key) => void items.delete(key),
  };
  Object.defineProperty(globalThis, 'localStorage', {
    configurable: true,
    get() {
      if (blocked) throw new DOMException('The request was denied.', 'SecurityError');
      return storage;
    },
  });
  t.after(() => Reflect.deleteProperty(globalThis, 'localStorage'));
  return items;
}

test('a tab uses the pair that another tab has renewed', async (t) => {
  const server = new FakeServer(t);
  installStorage(t);
  const first = tokenSource({ tokens: tokens('one', { expiresIn: 0 }), store: localTokens('sync'), refreshUrl });
  const second = tokenSource({ store: localTokens('sync'), refreshUrl });
  const asked = first();
  const request = await server.nextAfter(1000);
  assert.equal(request.body, '{"refreshToken":"refresh-one"}');
  const waiting = second();
  assert.equal(await server.unexpected(), 0);
  request.respond(200, {}, tokens('two'));
  assert.equal(await asked, 'two');
  await server.nextAfter(1000).catch(() => {});
  assert.equal(await waiting, 'two');
  assert.equal(await server.unexpected(), 0);
});

test('a refresh token that the server refuses is read again, in case another tab has renewed it', async (t) => {
  const server = new FakeServer(t);
  const store = localTokens('sync');
  const token = tokenSource({ tokens: tokens('one', { expiresIn: 0 }), store, refreshUrl });
  const asked = token();
  const refused = await server.nextAfter(1000);
  await store.write(tokens('two'));
  refused.respond(401, {}, {});
  assert.equal(await asked, 'two');
});

test('a renewal whose response was lost is made again with the same refresh token', async (t) => {
  const server = new FakeServer(t);
  const token = tokenSource({ tokens: tokens('one', { expiresIn: 0 }), refreshUrl });
  for (const lose of [
    (/** @type {any} */ request) => request.lose(),
    (/** @type {any} */ request) => request.respond(503, {}, {}),
    // A sign-in page of the network.
    (/** @type {any} */ request) => request.respondText(200, {}, '<html>'),
    (/** @type {any} */ request) => request.respondText(403, {}, '<html>'),
  ]) {
    const asked = token();
    const request = await server.next();
    assert.equal(request.body, '{"refreshToken":"refresh-one"}');
    lose(request);
    await assert.rejects(asked, TypeError);
  }
  const asked = token();
  (await server.next()).respond(200, {}, tokens('two'));
  assert.equal(await asked, 'two');
});

test('a token that is good for a while is used although the renewal fails', async (t) => {
  const server = new FakeServer(t);
  const token = tokenSource({ tokens: tokens('one'), refreshUrl });
  const now = Date.now();
  t.mock.method(Date, 'now', () => now + 841_000);
  const asked = token();
  (await server.next()).lose();
  assert.equal(await asked, 'one');
});

test('the person of a sign-in is asked for once, and known without a network afterwards', async (t) => {
  const server = new FakeServer(t);
  installStorage(t);
  const token = tokenSource({ tokens: tokens('one', { subject: undefined }), store: localTokens('sync'), refreshUrl });
  const asked = token.subject();
  const request = await server.next();
  assert.deepEqual([request.url, request.headers.get('Authorization')], ['http://sync.test/v1/auth/me', 'Bearer one']);
  request.respond(200, {}, { id: 'guest-1', name: 'Amy' });
  assert.equal(await asked, 'guest-1');
  assert.equal(await tokenSource({ store: localTokens('sync'), refreshUrl }).subject(), 'guest-1');
  assert.equal(await server.unexpected(), 0);
});

test('requests of one person are never made with the sign-in of another', async (t) => {
  const server = new FakeServer(t);
  const store = localTokens('sync');
  const token = tokenSource({ tokens: tokens('one', { subject: 'amy' }), store, refreshUrl });
  assert.equal(await token(), 'one');
  await store.write(tokens('two', { subject: 'ben' }));
  await assert.rejects(token(), SignedOutError);
  await store.write(tokens('three', { subject: undefined }));
  const asked = token();
  (await server.next()).respond(200, {}, { id: 'ben', name: 'Ben' });
  await assert.rejects(asked, SignedOutError);
  await store.write(null);
  await assert.rejects(token(), SignedOutError);
  await store.write(tokens('four', { subject: 'amy' }));
  assert.equal(await token(), 'four');
});

test('a tab whose lease ran out does not end the lease of the tab that took it next', async (t) => {
  const server = new FakeServer(t);
  const items = installStorage(t);
  let now = Date.now();
  t.mock.method(Date, 'now', () => now);
  const store = localTokens('sync');
  /** @type {((value?: unknown) => void)[]} */
  const running = [];
  const work = () => new Promise((resolve) => running.push(resolve));
  const lease = () => items.get('syncserver sync');
  const first = store.exclusively?.(work);
  await server.pass(50);
  const other = lease();
  now += 60_000;
  const second = store.exclusively?.(work);
  await server.pass(50);
  await server.unexpected();
  assert.deepEqual([running.length, lease() === other], [2, false]);
  running[0]();
  await first;
  now += 1;
  const third = store.exclusively?.(work);
  await server.pass(50);
  await server.unexpected();
  assert.equal(running.length, 2);
  running[1]();
  await second;
  await server.pass(50);
  await server.pass(50);
  await server.unexpected();
  running[2]();
  await third;
  assert.equal(lease(), undefined);
});

test('without localStorage the tokens are kept in memory', async (t) => {
  const server = new FakeServer(t);
  installStorage(t, true);
  const token = tokenSource({ tokens: tokens('one', { expiresIn: 0 }), store: localTokens('sync'), refreshUrl });
  const asked = token();
  (await server.next()).respond(200, {}, tokens('two'));
  assert.equal(await asked, 'two');
});

test('a pair that another tab wrote is reported, and that it signed out', async (t) => {
  installStorage(t);
  const events = new EventTarget();
  Object.assign(globalThis, { addEventListener: events.addEventListener.bind(events) });
  t.after(() => Reflect.deleteProperty(globalThis, 'addEventListener'));
  /** @type {unknown[]} */
  const reported = [];
  const store = localTokens('sync');
  tokenSource({ tokens: tokens('one', { expiresAt: Infinity }), store, refreshUrl, onTokens: (pair) => reported.push(pair?.accessToken) });
  const changed = async (/** @type {string | null} */ key) => {
    events.dispatchEvent(Object.assign(new Event('storage'), { key }));
    await new Promise(setImmediate);
  };
  await changed('other');
  await store.write(tokens('two'));
  await changed('sync');
  await store.write(null);
  await changed(null);
  assert.deepEqual(reported, ['two', undefined]);
});

test('two tabs that share a sign-in and renew one after the other both stay signed in', { timeout: 120_000 }, async (t) => {
  installStorage(t);
  const server = await startServer(t);
  const url = new URL('/v1/auth/refresh', server);
  const me = async (/** @type {string} */ accessToken) =>
    (await fetch(new URL('/v1/auth/me', server), { headers: { Authorization: `Bearer ${accessToken}` } })).status;
  const first = tokenSource({ tokens: await signIn(server, 'Amy'), store: localTokens('sync'), refreshUrl: url });
  const second = tokenSource({ store: localTokens('sync'), refreshUrl: url });
  let access = await first();
  for (const token of [first, second, first, second]) {
    const before = access;
    access = await token({ refused: access });
    assert.notEqual(access, before);
    assert.equal(await me(access), 200);
  }
  // At once, too: without Web Locks.
  const refused = access;
  const both = await Promise.all([first({ refused }), second({ refused })]);
  assert.deepEqual(await Promise.all(both.map(me)), [200, 200]);
  assert.equal(await first(), await second());
  assert.match(await first.subject(), /^guest-/);
});

test('a renewal whose response comes after another person has signed in changes nothing', async (t) => {
  const server = new FakeServer(t);
  const store = localTokens('sync');
  const amy = tokenSource({ tokens: tokens('amy', { expiresIn: 0 }), store, refreshUrl });
  const asked = amy();
  const request = await server.nextAfter(1000);
  const ben = tokenSource({ tokens: tokens('ben', { subject: 'ben' }), store, refreshUrl });
  assert.equal(await ben(), 'ben');
  request.respond(200, {}, tokens('amy-2'));
  await assert.rejects(asked, SignedOutError);
  assert.equal(await ben(), 'ben');
});

test('a sign-out is not undone by a response that comes after it', async (t) => {
  const server = new FakeServer(t);
  const store = localTokens('sync');
  const token = tokenSource({ tokens: tokens('one', { subject: undefined }), store, refreshUrl });
  const asked = token.subject().catch(() => {});
  const request = await server.next();
  await store.write(null);
  request.respond(200, {}, { id: 'amy' });
  await asked;
  assert.equal(await store.read(), null);
});

test('the subject of a token stays unknown until the server names it', async (t) => {
  const server = new FakeServer(t);
  const store = localTokens('sync');
  const token = tokenSource({ tokens: tokens('one', { subject: undefined }), store, refreshUrl });
  for (const [status, body] of /** @type {const} */ ([[503, {}], [200, { page: 'sign in' }]])) {
    const asked = token.subject();
    (await server.next()).respond(status, {}, body);
    await assert.rejects(asked, TypeError);
  }
  const asked = token.subject();
  (await server.next()).respond(200, {}, { id: 'amy' });
  assert.equal(await asked, 'amy');
});

test('an expired pair of another tab is renewed before the server is asked for its subject', async (t) => {
  const server = new FakeServer(t);
  const store = localTokens('sync');
  const token = tokenSource({ tokens: tokens('one'), store, refreshUrl });
  await token();
  await store.write(tokens('two', { subject: undefined, expiresAt: Date.now() - 1 }));
  const asked = token();
  (await server.next()).respond(401, {}, {});
  const renewal = await server.nextAfter(1000).then(async (request) => {
    if (request.method === 'POST') return request;
    request.respond(401, {}, {});
    return server.nextAfter(1000);
  });
  assert.equal(renewal.body, '{"refreshToken":"refresh-two"}');
  renewal.respond(200, {}, { accessToken: 'three', refreshToken: 'refresh-three', expiresIn: 900 });
  (await server.next()).respond(200, {}, { id: 'amy' });
  assert.equal(await asked, 'three');
});
