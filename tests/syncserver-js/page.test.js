// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryDrafts } from '../../src/syncserver-js/src/memory-drafts.js';
import { address, etag, FakeServer } from './fake-server.js';

/** A fake of the browser's page, installed for one test. */
class FakePage extends EventTarget {
  visibilityState = 'visible';
  baseURI = address;
  #window = new EventTarget();

  /** @param {import('node:test').TestContext} test */
  constructor(test) {
    super();
    const page = {
      document: this,
      addEventListener: this.#window.addEventListener.bind(this.#window),
      removeEventListener: this.#window.removeEventListener.bind(this.#window),
    };
    Object.assign(globalThis, page);
    test.after(() => Object.keys(page).forEach((name) => Reflect.deleteProperty(globalThis, name)));
  }

  /** @param {'visible' | 'hidden'} state */
  show(state) {
    this.visibilityState = state;
    this.dispatchEvent(new Event('visibilitychange'));
  }

  /** Raises an event of the window. @param {string} type */
  dispatch(type) {
    this.#window.dispatchEvent(new Event(type));
  }
}

test('a page that is hidden sends pending changes with keepalive', async (t) => {
  const server = new FakeServer(t);
  const page = new FakePage(t);
  const document = await server.open(1, '');
  document.save('typed');
  page.show('hidden');
  const save = await server.next();
  assert.deepEqual([save.body, save.keepalive], ['"typed"', true]);
  save.accept(2);
  await document.flush();
  page.show('visible');
  document.save('more');
  void document.flush();
  assert.equal((await server.next()).keepalive, false);
});

test('a page that is unloaded sends its newest save again with keepalive, because its requests end with it', async (t) => {
  const server = new FakeServer(t);
  const page = new FakePage(t);
  const document = await server.open(1, '');
  document.save('typed');
  void document.flush();
  const save = await server.next();
  page.dispatch('pagehide');
  const again = await server.next();
  assert.equal(again.identity, save.identity);
  assert.deepEqual([save.keepalive, again.keepalive], [false, true]);
  assert.equal(await server.unexpected(), 0);
});

test('content beyond the 64 KiB of keepalive requests is left to the draft', async (t) => {
  const server = new FakeServer(t);
  const page = new FakePage(t);
  const drafts = new MemoryDrafts();
  const document = await server.open(1, '', { drafts });
  const large = 'ä'.repeat(25_000);
  document.save(large);
  page.dispatch('pagehide');
  const first = await server.next();
  assert.equal(first.keepalive, true);
  document.save(`${large}b`);
  page.dispatch('pagehide');
  const second = await server.next();
  assert.equal(second.keepalive, false);
  const [draft] = await drafts.list('', address);
  assert.deepEqual(draft.inFlight.map(({ body }) => body), [`"${large}"`, `"${large}b"`]);
});

test('a page that is hidden also sends what the editor has not saved yet', async (t) => {
  const server = new FakeServer(t);
  const page = new FakePage(t);
  let typed = '';
  await server.open(1, '', { editor: () => typed });
  typed = 'not saved yet';
  page.show('hidden');
  assert.equal((await server.next()).body, '"not saved yet"');
});

for (const [name, wake] of /** @type {const} */ ([
  ['resumed', (/** @type {FakePage} */ page) => page.dispatchEvent(new Event('resume'))],
  ['online again', (/** @type {FakePage} */ page) => page.dispatch('online')],
])) {
  test(`a page that is ${name} retries the save in flight, then sends pending changes, then reads the newest version`, async (t) => {
    const server = new FakeServer(t);
    const page = new FakePage(t);
    const document = await server.open(1, '');
    document.save('sent');
    void document.flush();
    const lost = await server.next();
    document.save('typed');
    wake(page);
    const again = await server.next();
    assert.equal(again.identity, lost.identity);
    await server.pass(10_000);
    assert.equal(await server.unexpected(), 0);
    again.accept(2, 'replayed');
    await server.pass(1500);
    const save = await server.next();
    assert.deepEqual([save.body, save.headers.get('If-Match')], ['"typed"', etag(2)]);
    assert.equal(await server.unexpected(), 0);
    save.accept(3);
    const look = await server.next();
    assert.deepEqual([look.method, look.headers.get('If-None-Match')], ['GET', etag(3)]);
  });
}

test('a timer that fires much too late reveals that the machine slept', async (t) => {
  const server = new FakeServer(t);
  const document = await server.open(1, '');
  document.save('typed');
  const now = Date.now();
  t.mock.method(Date, 'now', () => now + 3_600_000);
  await server.pass(300);
  const save = await server.next();
  assert.deepEqual([save.body, await server.unexpected()], ['"typed"', 0]);
  save.accept(2);
  assert.equal((await server.next()).method, 'GET');
});

test('after a sleep with nothing unsaved the newest version is adopted', async (t) => {
  const server = new FakeServer(t);
  const page = new FakePage(t);
  const document = await server.open(1, 'a');
  page.dispatch('online');
  (await server.next()).respond(200, { 'Sync-ETag': etag(4), Version: '4' }, 'theirs');
  await server.unexpected();
  assert.deepEqual([document.content, document.status], ['theirs', { state: 'saved', version: 4, error: null, draftError: null }]);
});

test('reading after a sleep is retried until there is a response, and does not delay pending changes', async (t) => {
  const server = new FakeServer(t);
  const page = new FakePage(t);
  const document = await server.open(1, 'a');
  page.dispatch('online');
  document.save('typed');
  void document.flush();
  const look = await server.next();
  const save = await server.next();
  assert.deepEqual([look.method, save.body], ['GET', '"typed"']);
  save.accept(2);
  look.lose();
  await server.pass(500);
  (await server.next()).respond(503, { 'Retry-After': '3' }, {});
  await server.pass(3000);
  assert.equal(await server.unexpected(), 0);
  await server.pass(1000);
  (await server.next()).respond(401, {}, {});
  await server.pass(60_000);
  (await server.next()).respond(403, {}, {});
  await server.pass(60_000);
  assert.equal(await server.unexpected(), 0);
});
