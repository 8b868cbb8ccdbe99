// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startBrowser, startSite } from './browser-site.js';
import { signIn, startServer } from './real-server.js';

/** The client in the page. @type {any} */
const sync = undefined;

/** Polls a condition. @param {() => boolean | Promise<boolean>} holds @param {string} what */
async function until(holds, what) {
  for (const end = performance.now() + 60_000; !await holds();) {
    assert.ok(performance.now() < end, what);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('eight tabs have one event stream, which another tab takes over when its tab is closed or frozen', { timeout: 180_000 }, async (t) => {
  const server = await startServer(t);
  const site = await startSite(t, server);
  const browser = await startBrowser(t);
  const { accessToken } = await signIn(server, 'Amy');
  const context = await browser.newContext();
  const save = async (/** @type {string} */ id, /** @type {string} */ text) => {
    const url = new URL(`/v1/notes/${id}`, server);
    const headers = { Authorization: `Bearer ${accessToken}` };
    const etag = (await fetch(url, { headers })).headers.get('Sync-ETag');
    const response = await fetch(url, {
      method: 'PUT', body: JSON.stringify(text), headers: { ...headers, 'Content-Type': 'application/json', ...(etag ? { 'If-Match': etag } : { 'If-None-Match': '*' }) },
    });
    assert.ok(response.ok, String(response.status));
  };
  /** @param {string} id @param {string} [user] */
  const openTab = async (id, user = 'amy') => {
    const page = await context.newPage();
    page.on('pageerror', (error) => console.error('in the page:', error));
    await page.goto(site.address.href);
    await page.evaluate(async ([url, token, user]) => {
      const note = await sync.openDocument(url, { token: async () => token, user, events: sync.sharedEvents });
      note.onRemoteChange = () => {};
      Object.assign(globalThis, { note });
    }, [new URL(`/v1/notes/${id}`, site.address).href, accessToken, user]);
    return page;
  };
  /** @param {import('playwright-core').Page} page */
  const contentOf = (page) => page.evaluate(() => /** @type {any} */ (globalThis).note.content);
  /** Saves each document elsewhere, and waits until its tab shows that. @param {[string, import('playwright-core').Page][]} tabs @param {string} text */
  const follows = async (tabs, text) => {
    await Promise.all(tabs.map(([id]) => save(id, text)));
    for (const [id, page] of tabs) await until(async () => await contentOf(page) === text, `The tab of ${id} does not show "${text}".`);
  };

  /** @type {[string, import('playwright-core').Page][]} */
  const tabs = [];
  for (let number = 0; number < 8; number++) tabs.push([`tab-${number}`, await openTab(`tab-${number}`)]);
  await follows(tabs, 'first');
  await until(() => site.state.streams === 1, `There are ${site.state.streams} streams.`);

  await tabs[0][1].close();
  tabs.shift();
  await follows(tabs, 'after closing');
  assert.equal(site.state.streams, 1);

  // Chromium does not freeze a page without a window: its event is dispatched.
  await tabs[0][1].evaluate(() => document.dispatchEvent(new Event('freeze')));
  await follows(tabs.slice(1), 'after freezing');
  await tabs[0][1].evaluate(() => document.dispatchEvent(new Event('resume')));
  await save(tabs[0][0], 'resumed');
  await until(async () => await contentOf(tabs[0][1]) === 'resumed', 'The resumed tab does not follow.');
  await until(() => site.state.streams === 1, `There are ${site.state.streams} streams.`);

  // Another person does not share the stream.
  const ben = await openTab('tab-ben', 'ben');
  await follows([['tab-ben', ben]], 'by Ben');
  assert.equal(site.state.streams, 2);
});
