// @ts-check
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const client = fileURLToPath(new URL('../../src/syncserver-js/', import.meta.url));

/** @param {string[]} script A script of the package, and further arguments. */
function run(...script) {
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', ...script], { cwd: client, encoding: 'utf8' });
  assert.equal(status, 0, stdout + stderr);
}

/** The declarations in a folder by name. @param {string} folder */
function declarations(folder) {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.d.ts')).sort();
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

test('the client and its tests have no type errors', () => run('check'));

test('the declarations are up to date: npm run types writes them', (t) => {
  const fresh = mkdtempSync(join(tmpdir(), 'syncserver-js-'));
  t.after(() => rmSync(fresh, { recursive: true }));
  run('types', '--', '--outDir', fresh);
  assert.deepEqual(declarations(join(client, 'types')), declarations(fresh));
});
