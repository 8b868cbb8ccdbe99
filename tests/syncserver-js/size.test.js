// @ts-check
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const client = new URL('../../src/syncserver-js/', import.meta.url);
/** @type {typeof import('esbuild')} */
const esbuild = createRequire(client)('esbuild');

test('the client without its other entries has less than 12 KiB, minified and compressed', async () => {
  const { outputFiles } = await esbuild.build({
    entryPoints: [fileURLToPath(new URL('src/syncserver.js', client))], bundle: true, minify: true, format: 'esm', write: false,
  });
  const { length } = gzipSync(outputFiles[0].contents, { level: 9 });
  assert.ok(length < 12 * 1024, `${length} bytes`);
});
