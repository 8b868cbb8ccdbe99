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

/**
 * Chromium, until the test ends.
 * @param {import('node:test').TestContext} test
 */
export async function startBrowser(test) {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  test.after(() => browser.close());
  return browser;
}

/**
 * Bundles a module of the tests for the browser. It may import the package's dependencies.
 * @param {string} name
 */
export async function bundle(name) {
  const { outputFiles } = await esbuild.build({
    entryPoints: [fileURLToPath(new URL(name, import.meta.url))],
    nodePaths: [fileURLToPath(new URL('node_modules', client))],
    bundle: true, format: 'esm', write: false, logLevel: 'error',
  });
  return Buffer.from(outputFiles[0].contents);
}

/**
 * A site with files of its own, by path, which forwards all other requests to the server.
 * @param {import('node:test').TestContext} test
 * @param {URL} server
 * @param {Record<string, { type: string, body: string | Buffer }>} files
 * @returns {Promise<URL>}
 */
export async function startSite(test, server, files) {
  const site = createServer((incoming, outgoing) => {
    const { method, url = '', headers } = incoming;
    if (Object.hasOwn(files, url)) return outgoing.setHeader('Content-Type', files[url].type).end(files[url].body);
    const onward = request(new URL(url, server), { method, headers }, (response) => {
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
