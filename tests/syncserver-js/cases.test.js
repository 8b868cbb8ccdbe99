// @ts-check
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { CaseRunner } from './case-runner.js';

const folder = new URL('../client-cases/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
assert.ok(files.length > 0);

for (const file of files) {
  /** The .NET client runs them too. @type {import('./case-runner.js').Case[]} */
  const cases = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
  for (const one of cases) {
    test(`${file.replace('.json', '')}: ${one.name}`, async (t) => {
      const runner = new CaseRunner(t, one);
      await runner.opened;
      for (const [index, step] of one.steps.entries()) {
        try {
          await runner.run(step);
        } catch (error) {
          throw new Error(`Step ${index + 1}, ${JSON.stringify(step)}: ${/** @type {Error} */ (error).message}`, { cause: error });
        }
      }
    });
  }
}
