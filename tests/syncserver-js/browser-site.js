// @ts-check
import { createServer, request } from 'node:http';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const client = new URL('../../src/syncserver-js/', import.meta.url);
const require = createRequire(client);
/** @type {typeof import('esbuild')} */
const esbuild = require('esbuild');
/** @type {typeof import('playwright-core')} */
const { chromium } = require('playwright-core');

/** @param {import('node:test').TestContext} test */
export async function startBrowser(test) {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  test.after(() => browser.close());
  return browser;
}

/**
 * A site with an empty page that has the client as `sync`, and forwards all other requests to the server. At `/sandboxed` the page has an origin of its own,
 * so that it may use no storage.
 * @param {import('node:test').TestContext} test
 * @param {URL} server
 */
export async function startSite(test, server) {
  const { outputFiles } = await esbuild.build({
    stdin: {
      contents: ['syncserver-js', 'syncserver-js/outbox', 'syncserver-js/tabs', 'syncserver-js/tokens'].map((name) => `export * from '${name}';`).join('\n'),
      resolveDir: fileURLToPath(client),
    },
    bundle: true, format: 'iife', globalName: 'sync', write: false, logLevel: 'error',
  });
  const page = `<!doctype html><meta charset="utf-8"><script>${outputFiles[0].text.replaceAll('</', '<\\/')}</script>`;
  const state = { offline: false, streams: 0 };
  const site = createServer((incoming, outgoing) => {
    const { method, url = '', headers: { origin, ...headers } } = incoming;
    if (url === '/' || url === '/sandboxed') {
      if (url === '/sandboxed') outgoing.setHeader('Content-Security-Policy', 'sandbox allow-scripts');
      return outgoing.setHeader('Content-Type', 'text/html').end(page);
    }
    if (state.offline) return incoming.socket.destroy();
    const cors = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*, Authorization', 'access-control-allow-methods': '*', 'access-control-expose-headers': '*' };
    if (method === 'OPTIONS') return outgoing.writeHead(204, cors).end();
    const onward = request(new URL(url, server), { method, headers }, (response) => {
      outgoing.writeHead(response.statusCode ?? 0, { ...response.headers, ...cors }).flushHeaders();
      response.pipe(outgoing);
    });
    if (url.startsWith('/v1/events')) {
      state.streams++;
      outgoing.on('close', () => state.streams--);
    }
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    incoming.pipe(onward);
  });
  await new Promise((resolve) => site.listen(0, '127.0.0.1', () => resolve(undefined)));
  test.after(() => {
    site.closeAllConnections();
    site.close();
  });
  const address = new URL(`http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (site.address()).port}`);
  return { address, state };
}
