// @ts-check
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const client = fileURLToPath(new URL('../../src/syncserver-js/', import.meta.url));

/** @param {string} script */
function run(script) {
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', script], { cwd: client, encoding: 'utf8' });
  assert.equal(status, 0, stdout + stderr);
}

test('the types hold, in the client and in its tests', () => run('check'));

test('the declarations can be made', () => run('types'));
