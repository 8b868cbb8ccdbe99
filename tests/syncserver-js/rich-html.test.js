// @ts-check
// What two people do to a document that is stored as HTML, merged by the server. The edits are real steps of ProseMirror; Chromium reads the result.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startBrowser } from './browser-site.js';
import { MergeTool } from './merge-tool.js';
import { faultsOf, htmlOf } from './rich-html.js';
import { applyBoth } from './rich-prosemirror.js';
import { tripleOf, wordFaultOf } from './rich-triples.js';

const seed = Number(process.env.SYNCSERVER_SEED ?? Date.now() % 1_000_000);
const triples = 500 * Number(process.env.SYNCSERVER_LONG ?? 1);

for (const style of /** @type {const} */ (['tiptap', 'ckeditor'])) {
  test(`merges of two scripts of edits in HTML, as ${style} writes it (SYNCSERVER_SEED=${seed})`, async (t) => {
    const tool = new MergeTool(t, 'text/html');
    const page = await (await startBrowser(t)).newPage();
    for (const kind of /** @type {const} */ (['blocks', 'words', 'any'])) {
      /** @type {string[]} */
      const all = [];
      let [differs, slowest] = [0, 0];
      for (let run = 0; run < triples; run += 1) {
        const { base, theirs, yours } = tripleOf(seed, run, kind);
        const sides = [base, theirs.doc, yours.doc].map((doc) => htmlOf(doc, style));
        const [one, exchanged] = await Promise.all([tool.merge(sides[0], sides[1], sides[2]), tool.merge(sides[0], sides[2], sides[1])]);
        const describe = () => `${kind} run ${run}\n${[...sides, one.merged].join('\n')}`;
        assert.equal(one.merged, exchanged.merged, `It depends on who saves first: ${describe()}`);
        slowest = Math.max(slowest, run > 50 ? one.microseconds : 0);
        if (one.merged === null) {
          if (kind !== 'any' && process.env.SHOW) console.log(`refused ${describe()}`);
          continue;
        }
        all.push(one.merged);
        assert.equal(wordFaultOf(sides[0], sides[1], sides[2], one.merged), null, describe());
        const both = kind === 'blocks' ? applyBoth(theirs, yours) : null;
        if (both && htmlOf(both, style) !== one.merged) {
          differs += 1;
          if (process.env.SHOW) console.log(`differs ${describe()}\n${htmlOf(both, style)}`);
        }
      }
      assert.deepEqual(await page.evaluate(faultsOf, all), [], `${kind}: not what a browser would write`);
      t.diagnostic(`${kind}: ${all.length} of ${triples} merged, ${differs} not as both scripts, slowest ${slowest} µs`);
    }
  });
}
