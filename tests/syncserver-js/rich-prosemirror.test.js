// @ts-check
// What two people do to a ProseMirror document, merged by the server. The edits are real steps; the result is checked against the schema and by its words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MergeTool } from './merge-tool.js';
import { applyBoth, schema } from './rich-prosemirror.js';
import { faultOf, tripleOf } from './rich-triples.js';

const seed = Number(process.env.SYNCSERVER_SEED ?? Date.now() % 1_000_000);
const triples = 500 * Number(process.env.SYNCSERVER_LONG ?? 1);

for (const kind of /** @type {const} */ (['blocks', 'words', 'any'])) {
  test(`merges of two scripts of edits, ${kind} (SYNCSERVER_SEED=${seed})`, async (t) => {
    const tool = new MergeTool(t);
    let [merged, differs, slowest] = [0, 0, 0];
    for (let run = 0; run < triples; run += 1) {
      const { base, theirs, yours } = tripleOf(seed, run, kind);
      const sides = [base, theirs.doc, yours.doc].map((doc) => doc.toJSON());
      const [one, exchanged] = await Promise.all([tool.merge(sides[0], sides[1], sides[2]), tool.merge(sides[0], sides[2], sides[1])]);
      const describe = () => `run ${run}\n${[...sides, one.merged].map((side) => (side ? schema.nodeFromJSON(side).toString() : 'refused')).join('\n')}`;
      assert.deepEqual(one.merged, exchanged.merged, `It depends on who saves first: ${describe()}`);
      slowest = Math.max(slowest, run > 50 ? one.microseconds : 0);
      if (!one.merged) {
        if (kind !== 'any' && process.env.SHOW) console.log(`refused ${describe()}`);
        continue;
      }
      merged += 1;
      assert.equal(faultOf(sides[0], sides[1], sides[2], one.merged), null, describe());
      if (kind === 'blocks') {
        const both = applyBoth(theirs, yours);
        if (both && !both.eq(schema.nodeFromJSON(one.merged))) {
          differs += 1;
          if (process.env.SHOW) console.log(`differs ${describe()}\n${both.toString()}`);
        }
      }
    }
    t.diagnostic(`${merged} of ${triples} merged, ${differs} not as both scripts, slowest ${slowest} µs`);
  });
}
