// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryDrafts } from '../../src/syncserver-js/src/syncserver.js';
import { address, etag, FakeServer } from './fake-server.js';

/** Stands in for the browser's page while a test runs. */
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

  /** Something happens to the window. @param {string} type */
  happen(type) {
    this.#window.dispatchEvent(new Event(type));
  }
}

test('a page out of sight sends what was typed, so that it outlives the page', async (t) => {
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

test('a page that ends sends its newest save again, because the others end with it', async (t) => {
  const server = new FakeServer(t);
  const page = new FakePage(t);
  const document = await server.open(1, '');
  document.save('typed');
  void document.flush();
  const save = await server.next();
  page.happen('pagehide');
  const again = await server.next();
  assert.equal(again.identity, save.identity);
  assert.deepEqual([save.keepalive, again.keepalive], [false, true]);
  assert.equal(await server.unexpected(), 0);
});

test('what does not fit into the 64 KiB of a page that ends is kept as a draft', async (t) => {
  const server = new FakeServer(t);
  const page = new FakePage(t);
  const drafts = new MemoryDrafts();
  const document = await server.open(1, '', { drafts });
  const large = 'ä'.repeat(25_000);
  document.save(large);
  page.happen('pagehide');
  const first = await server.next();
  assert.equal(first.keepalive, true);
  document.save(`${large}b`);
  page.happen('pagehide');
  const second = await server.next();
  assert.equal(second.keepalive, false);
  const [draft] = await drafts.list(address);
  assert.deepEqual(draft.inFlight.map(({ body }) => body), [`"${large}"`, `"${large}b"`]);
});

test('text that the editor did not hand over yet goes too', async (t) => {
  const server = new FakeServer(t);
  const page = new FakePage(t);
  let typed = '';
  await server.open(1, '', { editor: () => typed });
  typed = 'not handed over';
  page.show('hidden');
  assert.equal((await server.next()).body, '"not handed over"');
});

for (const [name, wake] of /** @type {const} */ ([
  ['thawed', (/** @type {FakePage} */ page) => page.dispatchEvent(new Event('resume'))],
  ['online again', (/** @type {FakePage} */ page) => page.happen('online')],
])) {
  test(`a page that is ${name} repeats the unanswered save, then sends what is new, then looks for the newest version`, async (t) => {
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

test('a timer that is much too late tells of a sleep that nothing else told of', async (t) => {
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

test('after a sleep with nothing unsaved the newest version is shown', async (t) => {
  const server = new FakeServer(t);
  const page = new FakePage(t);
  const document = await server.open(1, 'a');
  page.happen('online');
  (await server.next()).answer(200, { 'Sync-ETag': etag(4), Version: '4' }, 'theirs');
  await server.unexpected();
  assert.deepEqual([document.content, document.status], ['theirs', { state: 'saved', version: 4, error: null }]);
});

test('the look after a sleep is tried again until it comes through, and does not hold up what was typed', async (t) => {
  const server = new FakeServer(t);
  const page = new FakePage(t);
  const document = await server.open(1, 'a');
  page.happen('online');
  document.save('typed');
  void document.flush();
  const look = await server.next();
  const save = await server.next();
  assert.deepEqual([look.method, save.body], ['GET', '"typed"']);
  save.accept(2);
  look.lose();
  await server.pass(500);
  (await server.next()).answer(503, { 'Retry-After': '3' }, {});
  await server.pass(3000);
  assert.equal(await server.unexpected(), 0);
  await server.pass(1000);
  (await server.next()).answer(401, {}, {});
  await server.pass(60_000);
  assert.equal(await server.unexpected(), 0);
});
