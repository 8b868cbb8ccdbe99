// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { delayBefore } from '../../src/syncserver-js/src/retry.js';
import { etag, FakeServer } from './fake-server.js';

test('while a save waits for its retry the state is "retrying" and nothing newer is sent', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(1, '');
  document.save('b');
  const flushed = document.flush();
  (await server.next()).lose();
  assert.equal(await server.unexpected(), 0);
  assert.equal(document.status.state, 'retrying');
  document.save('c');
  await server.pass(499);
  assert.equal(await server.unexpected(), 0);
  await server.pass(1);
  (await server.next()).accept(2);
  (await server.next()).accept(3);
  assert.deepEqual(await flushed, { state: 'saved', version: 3, error: null, draftError: null });
});

for (const status of [408, 429, 502, 503, 504]) {
  test(`${status} is retried, not before Retry-After`, async (t) => {
    const server = new FakeServer(t);
    const document = await server.open(1, '');
    document.save('b');
    const flushed = document.flush();
    const first = await server.next();
    first.respond(status, { 'Retry-After': '7' }, {});
    await server.pass(7000);
    assert.equal(await server.unexpected(), 0);
    await server.pass(500);
    const second = await server.next();
    assert.equal(second.identity, first.identity);
    second.accept(2);
    assert.equal((await flushed).state, 'saved');
  });
}

test('a request without a response times out and is retried', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(1, '');
  document.save('b');
  void document.flush();
  const first = await server.next();
  await server.pass(30_000);
  await server.pass(500);
  assert.equal(first.aborted, true);
  assert.equal((await server.next()).identity, first.identity);
});

test('a network fault while the token is refreshed is retried like a lost request', async (t) => {
  const server = new FakeServer(t);
  let online = true;
  const token = async () => {
    if (!online) throw new TypeError('fetch failed');
    return 'token';
  };
  const document = await server.open(1, '', { token });
  online = false;
  document.save('b');
  const flushed = document.flush();
  assert.equal(await server.unexpected(), 0);
  assert.equal(document.status.state, 'retrying');
  online = true;
  await server.pass(500);
  (await server.next()).accept(2);
  assert.equal((await flushed).state, 'saved');
});

test('an error of the token source is a refusal with that error', async (t) => {
  const server = new FakeServer(t);
  const signedOut = new Error('Signed out.');
  let signedIn = true;
  const token = async () => {
    if (!signedIn) throw signedOut;
    return 'token';
  };
  const document = await server.open(1, '', { token });
  signedIn = false;
  document.save('b');
  assert.deepEqual(await document.flush(), { state: 'refused', version: 1, error: signedOut, draftError: null });
  signedIn = true;
  const flushed = document.flush();
  (await server.next()).accept(2);
  assert.equal((await flushed).state, 'saved');
});

for (const { name, headers, waits } of [
  { name: 'starts the next attempt at once', headers: null, waits: false },
  { name: 'does not shorten a Retry-After', headers: { 'Retry-After': '7' }, waits: true },
]) {
  test(`coming back online ${name}`, async (t) => {
    const events = new EventTarget();
    Object.assign(globalThis, {
      addEventListener: events.addEventListener.bind(events),
      removeEventListener: events.removeEventListener.bind(events),
    });
    t.after(() => {
      Reflect.deleteProperty(globalThis, 'addEventListener');
      Reflect.deleteProperty(globalThis, 'removeEventListener');
    });
    const server = new FakeServer(t);
    const document = await server.open(1, '');
    document.save('b');
    void document.flush();
    const first = await server.next();
    if (headers) first.respond(503, headers, {});
    else first.lose();
    assert.equal(await server.unexpected(), 0);
    events.dispatchEvent(new Event('online'));
    assert.equal(await server.unexpected(), waits ? 0 : 1);
    if (waits) await server.pass(7500);
    assert.equal((await server.next()).identity, first.identity);
  });
}

test('delays double up to 30 s, with jitter', (t) => {
  t.mock.method(Math, 'random', () => 1);
  assert.deepEqual([0, 1, 2, 10].map((attempt) => delayBefore(attempt, null)), [500, 1000, 2000, 30_000]);
  t.mock.method(Math, 'random', () => 0);
  assert.deepEqual([0, 1, 2, 10].map((attempt) => delayBefore(attempt, null)), [250, 500, 1000, 15_000]);
});

test('Retry-After may be a date, and is ignored where it is malformed', (t) => {
  t.mock.method(Math, 'random', () => 1);
  t.mock.timers.enable({ apis: ['Date'], now: Date.UTC(2026, 0, 1) });
  assert.equal(delayBefore(0, 'Thu, 01 Jan 2026 00:00:09 GMT'), 9500);
  assert.equal(delayBefore(0, 'Wed, 31 Dec 2025 00:00:00 GMT'), 500);
  assert.equal(delayBefore(0, 'soon'), 500);
});
