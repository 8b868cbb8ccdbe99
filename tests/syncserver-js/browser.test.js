// @ts-check
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startBrowser, startSite } from './browser-site.js';
import { signIn, startServer } from './real-server.js';

/** The client in the page. @type {any} */
const sync = undefined;

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
/** @type {Awaited<ReturnType<typeof startBrowser>>} */
let browser;
/** @type {string} */
let accessToken;

/** @type {(() => unknown)[]} */
const endings = [];

before(async () => {
  const suite = /** @type {any} */ ({ after: (/** @type {() => unknown} */ ending) => endings.push(ending) });
  const server = await startServer(suite);
  site = await startSite(suite, server);
  browser = await startBrowser(suite);
  ({ accessToken } = await signIn(server, 'Amy'));
});

after(async () => {
  for (const ending of endings.reverse()) await ending();
});

/** A page of a new browser profile, or of the given one. @param {{ path?: string, init?: () => void, context?: import('playwright-core').BrowserContext }} [options] */
async function openPage({ path = '/', init, context } = {}) {
  const profile = context ?? await browser.newContext();
  const page = await profile.newPage();
  page.on('pageerror', (error) => console.error('in the page:', error));
  if (init) await page.addInitScript(init);
  await page.goto(new URL(path, site.address).href);
  return page;
}

/** Opens a document in the page as `note`. @param {import('playwright-core').Page} page @param {string} id @param {object} [options] */
async function openNote(page, id, options = {}) {
  return page.evaluate(async ([url, token, options]) => {
    const note = Reflect.set(globalThis, 'note', await sync.openDocument(url, { token: async () => token, ...options }));
    return note && /** @type {any} */ (globalThis).note.content;
  }, /** @type {const} */ ([new URL(`/v1/notes/${id}`, site.address).href, accessToken, options]));
}

/** @param {import('playwright-core').Page} page */
const status = (page) => page.evaluate(() => {
  const { note } = /** @type {any} */ (globalThis);
  return { ...note.status, error: note.status.error?.name ?? null, draftError: note.status.draftError?.name ?? null };
});

/** @param {import('playwright-core').Page} page @param {unknown} content */
const save = (page, content) => page.evaluate(async (content) => {
  const { note } = /** @type {any} */ (globalThis);
  note.save(content);
  return (await note.flush()).state;
}, content);

/** Polls a condition. @param {() => Promise<boolean>} holds */
async function until(holds) {
  for (const end = performance.now() + 60_000; !await holds();) {
    assert.ok(performance.now() < end, 'The condition never held.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('a page that may use no storage opens and saves, and the status says that nothing is kept', { timeout: 120_000 }, async () => {
  const page = await openPage({ path: '/sandboxed' });
  assert.equal(await openNote(page, 'sandboxed'), null);
  assert.equal((await status(page)).draftError, 'SecurityError');
  assert.equal(await save(page, 'typed'), 'saved');
  assert.equal(await page.evaluate(async (token) => sync.tokenSource({
    tokens: { accessToken: token, refreshToken: '', expiresIn: 900 }, store: sync.localTokens('sync'), refreshUrl: location.href,
  })(), accessToken), accessToken);
});

test('a database that is closed by the browser is opened again', { timeout: 120_000 }, async () => {
  const page = await openPage({
    init: () => {
      const { open } = IDBFactory.prototype;
      IDBFactory.prototype.open = function (...names) {
        const request = open.apply(this, names);
        request.addEventListener('success', () => Reflect.set(globalThis, 'database', request.result));
        return request;
      };
    },
  });
  await openNote(page, 'closed', { debounce: 600_000, maxWait: 600_000 });
  const write = async (/** @type {string} */ text) => {
    await page.evaluate((text) => /** @type {any} */ (globalThis).note.save(text), text);
    await until(async () => (await drafts(page)).some(({ content }) => content === `"${text}"`));
  };
  await write('one');
  // As a browser does that lacks memory: the page is told, or finds out by using the connection.
  await page.evaluate(() => /** @type {any} */ (globalThis).database.close());
  await write('two');
  await page.evaluate(() => {
    const { database } = /** @type {any} */ (globalThis);
    database.close();
    database.dispatchEvent(new Event('close'));
  });
  await write('three');
  assert.equal((await status(page)).draftError, null);
});

/** The records in the database. @param {import('playwright-core').Page} page @returns {Promise<any[]>} */
const drafts = (page) => page.evaluate(() => new Promise((resolve, reject) => {
  const request = indexedDB.open('syncserver-drafts');
  request.onerror = () => reject(request.error);
  request.onsuccess = () => {
    const all = request.result.transaction('records').objectStore('records').getAll();
    all.onsuccess = () => {
      request.result.close();
      resolve(all.result);
    };
  };
}));

test('a page with a newer client may upgrade the database while this one is open', { timeout: 120_000 }, async () => {
  const context = await browser.newContext();
  const page = await openPage({ context });
  await openNote(page, 'upgraded');
  assert.equal(await save(page, 'typed'), 'saved');
  const other = await openPage({ context });
  await other.evaluate(() => new Promise((resolve, reject) => {
    const request = indexedDB.open('syncserver-drafts', 99);
    request.onsuccess = () => resolve(request.result.close());
    request.onerror = () => reject(request.error);
  }));
  await page.evaluate(() => /** @type {any} */ (globalThis).note.save('more'));
  await until(async () => (await status(page)).draftError === 'VersionError');
  assert.equal(await save(page, 'and more'), 'saved');
});

test('drafts of the version before are kept when the database is upgraded, with their person', { timeout: 120_000 }, async () => {
  const page = await openPage();
  const url = new URL('/v1/notes/old', site.address).href;
  await page.evaluate((url) => new Promise((resolve, reject) => {
    const request = indexedDB.open('syncserver-drafts', 3);
    request.onupgradeneeded = () => request.result.createObjectStore('drafts', { keyPath: ['document', 'id'] });
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const transaction = request.result.transaction('drafts', 'readwrite');
      const draft = {
        session: 'session-of-before', sessionStart: 0, adopted: null, acknowledged: 0, sequence: 0, acknowledgedSequence: 0, parents: [], inFlight: [],
        pending: ['"typed before"'], content: '"typed before"', writtenAt: Date.now(), complete: true,
      };
      transaction.objectStore('drafts').put({ ...draft, id: 'a', document: `${url} of Amy of X` });
      transaction.objectStore('drafts').put({ ...draft, id: 'b', document: url, content: '"by nobody"', pending: ['"by nobody"'] });
      transaction.oncomplete = () => resolve(request.result.close());
    };
  }), url);
  assert.equal(await openNote(page, 'old', { user: 'Amy of X' }), 'typed before');
  assert.deepEqual(await page.evaluate(async () => (await sync.listDrafts({ user: '' })).length), 1);
});

test('a database that never responds costs one save 2 s, and no other', { timeout: 120_000 }, async () => {
  const page = await openPage({
    init: () => {
      IDBFactory.prototype.open = () => /** @type {any} */ ({});
    },
  });
  await openNote(page, 'hanging');
  assert.equal((await status(page)).draftError, 'Error');
  const took = await page.evaluate(async () => {
    const { note } = /** @type {any} */ (globalThis);
    const start = performance.now();
    for (const text of ['one', 'two', 'three']) {
      note.save(text);
      await note.flush();
    }
    return performance.now() - start;
  });
  // Each would have waited for 2 s.
  assert.ok(took < 5900, `${took} ms`);
});

test('what was typed in a closed tab is continued by the same person in another one, and copies are read offline', { timeout: 120_000 }, async () => {
  const context = await browser.newContext();
  const first = await openPage({ context });
  await openNote(first, 'tabs', { user: 'amy' });
  assert.equal(await save(first, 'saved'), 'saved');
  await until(async () => (await drafts(first)).some(({ id, content }) => id === '' && content === '"saved"'));
  site.state.offline = true;
  await first.evaluate(() => /** @type {any} */ (globalThis).note.save('typed offline'));
  await until(async () => (await drafts(first)).some(({ content }) => content === '"typed offline"'));
  const second = await openPage({ context });
  // The first tab holds its draft: the second one shows the copy.
  assert.equal(await openNote(second, 'tabs', { user: 'amy' }), 'saved');
  assert.equal((await status(second)).state, 'retrying');
  await second.close();
  await first.close();
  const third = await openPage({ context });
  assert.equal(await openNote(third, 'tabs', { user: 'amy' }), 'typed offline');
  site.state.offline = false;
  assert.equal(await third.evaluate(async () => (await /** @type {any} */ (globalThis).note.flush()).state), 'saved');
});

test('drafts and copies that are too old are deleted, and the oldest copies', { timeout: 120_000 }, async () => {
  const page = await openPage();
  const left = await page.evaluate(async () => {
    const old = new sync.IndexedDrafts({ maxAge: 100_000 });
    const now = Date.now();
    const day = 86_400_000;
    const record = { user: 'amy', content: '""' };
    await old.put({ ...record, document: 'young', id: 'a', writtenAt: now - 29 * day });
    await old.put({ ...record, document: 'old', id: 'b', writtenAt: now - 31 * day });
    await old.put({ ...record, document: 'old', id: '', writtenAt: now - 31 * day });
    for (let number = 0; number < 101; number++) await old.put({ ...record, document: `copy ${number}`, id: '', writtenAt: now - 1000 + number });
    const drafts = new sync.IndexedDrafts();
    await drafts.list('amy');
    await drafts.put({ ...record, document: 'copy', id: '', writtenAt: now });
    return (await old.list('amy')).map((/** @type {any} */ { document }) => document);
  });
  assert.equal(left.length, 101);
  assert.ok(left.includes('young') && left.includes('copy') && left.includes('copy 100') && !left.includes('copy 0') && !left.includes('old'));
});
