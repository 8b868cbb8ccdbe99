// @ts-check
import assert from 'node:assert/strict';
import { createServer, request } from 'node:http';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { signIn, startServer } from './real-server.js';

const client = new URL('../../src/syncserver-js/', import.meta.url);
const require = createRequire(client);
/** @type {typeof import('esbuild')} */
const esbuild = require('esbuild');
/** @type {typeof import('playwright-core')} */
const { chromium } = require('playwright-core');

const adapters = [
  { file: 'quill', name: 'editWithQuill', editable: '.ql-editor' },
  { file: 'tiptap', name: 'editWithTipTap', editable: '.ProseMirror' },
  { file: 'codemirror', name: 'editWithCodeMirror', editable: '.cm-content' },
  { file: 'ckeditor', name: 'editWithCKEditor', editable: '.ck-editor__editable' },
];

/**
 * A site with a page for the editor bindings, which forwards all other requests to the server.
 * @param {import('node:test').TestContext} test
 * @param {URL} server
 * @returns {Promise<URL>}
 */
async function startSite(test, server) {
  const { outputFiles } = await esbuild.build({
    stdin: {
      contents: adapters.map(({ file, name }) => `export { ${name} } from 'syncserver-js/${file}';`).join('\n'),
      resolveDir: fileURLToPath(client),
    },
    bundle: true, format: 'esm', write: false, logLevel: 'error',
  });
  const site = createServer((incoming, outgoing) => {
    if (incoming.url === '/') return outgoing.setHeader('Content-Type', 'text/html').end('<!doctype html><div id="here"></div>');
    if (incoming.url === '/adapters.js') return outgoing.setHeader('Content-Type', 'text/javascript').end(outputFiles[0].contents);
    const { method, url, headers } = incoming;
    const onward = request(new URL(url ?? '', server), { method, headers }, (response) => {
      outgoing.writeHead(response.statusCode ?? 0, response.headers).flushHeaders();
      response.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    incoming.pipe(onward);
  });
  await new Promise((resolve) => site.listen(0, '127.0.0.1', () => resolve(undefined)));
  test.after(() => {
    site.closeAllConnections();
    site.close();
  });
  return new URL(`http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (site.address()).port}`);
}

test('the editor bindings save changes and show those of others', { timeout: 180_000 }, async (t) => {
  const server = await startServer(t);
  const site = await startSite(t, server);
  const { accessToken } = await signIn(server, 'Ann');
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  t.after(() => browser.close());

  for (const adapter of adapters) {
    await t.test(adapter.file, async () => {
      /** @type {string[]} */
      const faults = [];
      const context = await browser.newContext();
      const first = await open(context, adapter, faults);
      await write(first, adapter, 'from the first');
      await saved(first, 'from the first');

      const second = await open(context, adapter, faults);
      await shows(second, adapter, 'from the first');
      await write(second, adapter, ', from the second');
      await saved(second, 'from the first, from the second');

      await shows(first, adapter, 'from the first, from the second');
      await write(first, adapter, ', and on');
      await saved(first, 'from the first, from the second, and on');

      const third = await open(context, adapter, faults);
      await shows(third, adapter, 'from the first, from the second, and on');
      assert.deepEqual(faults, []);
      await context.close();
    });
  }

  /**
   * @param {import('playwright-core').BrowserContext} context
   * @param {typeof adapters[number]} adapter
   * @param {string[]} faults
   */
  async function open(context, { file, name, editable }, faults) {
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    page.on('pageerror', (error) => faults.push(error.message));
    await page.goto(site.href);
    await page.evaluate(async ([adapter, url, token]) => {
      const edit = (await import(String(new URL('/adapters.js', location.href))))[adapter];
      const options = { token: async () => token };
      const { note } = await edit(document.getElementById('here'), url, options, () => { throw new Error('A conflict.'); });
      Object.assign(window, { note });
    }, [name, `/v1/notes/${file}`, accessToken]);
    await page.locator(editable).waitFor();
    return page;
  }
});

/**
 * @param {import('playwright-core').Page} page
 * @param {typeof adapters[number]} adapter
 * @param {string} text
 */
async function write(page, { editable }, text) {
  await page.locator(editable).click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(text);
}

/** @param {import('playwright-core').Page} page @param {string} text */
async function saved(page, text) {
  await page.waitForFunction((typed) => {
    const { status, content } = /** @type {any} */ (window).note;
    return status.state === 'saved' && JSON.stringify(content).includes(typed);
  }, text);
}

/**
 * @param {import('playwright-core').Page} page
 * @param {typeof adapters[number]} adapter
 * @param {string} text
 */
async function shows(page, { editable }, text) {
  await page.locator(editable, { hasText: text }).waitFor();
}
