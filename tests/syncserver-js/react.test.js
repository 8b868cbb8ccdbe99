// @ts-check
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { startBrowser, startSite } from './editor-site.js';
import { signIn, startServer } from './real-server.js';

const client = new URL('../../src/syncserver-js/', import.meta.url);
const example = fileURLToPath(new URL('examples/react', client));
/** @type {Record<string, string>} */
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

/** Builds the example with Vite, as for development: only there StrictMode mounts each component twice. @param {import('node:test').TestContext} test */
async function buildExample(test) {
  const { build } = await import(pathToFileURL(createRequire(client).resolve('vite')).href);
  const outDir = mkdtempSync(join(tmpdir(), 'syncserver-js-'));
  test.after(() => rmSync(outDir, { recursive: true }));
  await build({ root: example, logLevel: 'error', define: { 'process.env.NODE_ENV': '"development"' }, build: { outDir, emptyOutDir: true } });
  const files = readdirSync(outDir, { recursive: true, encoding: 'utf8' }).filter((name) => Object.hasOwn(types, extname(name)));
  return Object.fromEntries(files.map((name) => [
    `/${name === 'index.html' ? '' : name}`, { type: types[extname(name)], body: readFileSync(join(outDir, name)) }]));
}

test('the example of React', { timeout: 300_000 }, async (t) => {
  const server = await startServer(t);
  const site = await startSite(t, server, await buildExample(t));
  const headers = { Authorization: `Bearer ${(await signIn(server, 'Ben')).accessToken}`, 'Content-Type': 'application/json' };
  const browser = await startBrowser(t);

  /** Opens a note on a new device. @param {string} id */
  const open = async (id) => {
    const page = await (await browser.newContext()).newPage();
    page.setDefaultTimeout(30_000);
    page.on('pageerror', (error) => assert.fail(error));
    await page.goto(`${site}#${id}`);
    await page.locator('textarea:enabled').waitFor();
    return page;
  };
  /** @param {string} id */
  const stored = async (id) => {
    const response = await fetch(new URL(`/v1/notes/${id}`, server), { headers });
    return { content: await response.json(), etag: response.headers.get('Sync-ETag') ?? '' };
  };
  /** Ben replaces a note. @param {string} id @param {unknown} content */
  const benStores = async (id, content) => {
    const { etag } = await stored(id);
    const save = { 'Session-Id': crypto.randomUUID(), 'Save-Sequence': '1', 'If-Match': etag };
    const response = await fetch(new URL(`/v1/notes/${id}`, server), { method: 'PUT', headers: { ...headers, ...save }, body: JSON.stringify(content) });
    assert.ok(response.ok, await response.text());
  };
  /** @param {import('playwright-core').Page} page @param {string} state */
  const hasState = (page, state) => page.locator(`.syncserver-status[data-state="${state}"]`).waitFor();
  /** @param {import('playwright-core').Page} page @param {string} text */
  const shows = (page, text) => page.waitForFunction((expected) => document.querySelector('textarea')?.value === expected, text);

  await t.test('its application code has fewer than 60 lines', () => {
    assert.ok(readFileSync(join(example, 'main.jsx'), 'utf8').split('\n').length < 60);
  });

  await t.test('two people edit a note, each with their caret', async () => {
    const amy = await open('shared');
    await amy.locator('input').fill('Plan');
    await amy.locator('textarea').pressSequentially('one two');
    await hasState(amy, 'saved');
    const eve = await open('shared');
    await shows(eve, 'one two');
    await eve.locator('textarea').press('Home');
    await eve.keyboard.type('zero ');
    await shows(amy, 'zero one two');
    await amy.keyboard.type(' three');
    await shows(eve, 'zero one two three');
    assert.deepEqual((await stored('shared')).content, { title: 'Plan', text: 'zero one two three' });
  });

  await t.test('StrictMode opens the document once', async () => {
    const page = await (await browser.newContext()).newPage();
    let reads = 0;
    page.on('request', (request) => {
      // Once it has an event stream, a document asks for newer versions only.
      reads += Number(request.method() === 'GET' && request.url().endsWith('/v1/notes/shared') && !('if-none-match' in request.headers()));
    });
    await page.goto(`${site}#shared`);
    await page.locator('textarea:enabled').waitFor();
    await page.locator('textarea').pressSequentially('typed');
    await hasState(page, 'saved');
    assert.equal(reads, 1);
  });

  await t.test('what was typed offline is there after a reload, under StrictMode too, and is saved', async () => {
    const page = await open('offline');
    await page.locator('textarea').pressSequentially('before');
    await hasState(page, 'saved');
    await page.route('**/v1/notes/**', (route) => route.abort());
    await page.locator('textarea').pressSequentially(' offline');
    await hasState(page, 'retrying');
    await page.reload();
    await shows(page, 'before offline');
    await page.unroute('**/v1/notes/**');
    await hasState(page, 'saved');
    assert.equal((await stored('offline')).content.text, 'before offline');
  });

  await t.test('a conflict is shown with both versions, and a choice resolves it', async () => {
    const page = await open('conflict');
    await page.locator('textarea').pressSequentially('one');
    await hasState(page, 'saved');
    await page.route('**/v1/notes/**', (route) => route.abort());
    await page.locator('textarea').press('Backspace');
    await page.keyboard.type('mine');
    await benStores('conflict', { text: 'theirs' });
    await page.unroute('**/v1/notes/**');
    const dialog = page.locator('.syncserver-conflict');
    await dialog.locator('[data-side="theirs"]', { hasText: 'theirs' }).waitFor();
    await dialog.locator('[data-side="mine"]', { hasText: 'onmine' }).waitFor();
    await dialog.locator('[data-choice="takeTheirs"]').click();
    await shows(page, 'theirs');
    await dialog.waitFor({ state: 'detached' });
    await hasState(page, 'saved');
  });

  await t.test('a version of the history is restored', async () => {
    const page = await open('history');
    // One edit, so that it is version 1 on a slow machine too.
    await page.locator('textarea').fill('first');
    await hasState(page, 'saved');
    await benStores('history', { text: 'second' });
    await shows(page, 'second');
    await page.getByRole('button', { name: 'History' }).click();
    await page.locator('.syncserver-history li[value="1"] button').click();
    await shows(page, 'first');
    await hasState(page, 'saved');
    assert.equal((await stored('history')).content.text, 'first');
  });
});
