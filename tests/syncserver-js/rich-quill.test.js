// @ts-check
// What two people do to a Quill document, merged by the server. The edits are real deltas; the result is checked by its words and by what both deltas make.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MergeTool } from './merge-tool.js';
import { Delta, quillTripleOf } from './rich-quill.js';
import { wordFaultOf } from './rich-triples.js';

const seed = Number(process.env.SYNCSERVER_SEED ?? Date.now() % 1_000_000);
const triples = 500 * Number(process.env.SYNCSERVER_LONG ?? 1);

for (const kind of /** @type {const} */ (['lines', 'words', 'any'])) {
  test(`merges of two scripts of deltas, ${kind} (SYNCSERVER_SEED=${seed})`, async (t) => {
    const tool = new MergeTool(t);
    let [merged, differs] = [0, 0];
    for (let run = 0; run < triples; run += 1) {
      const { base, scripts } = quillTripleOf(seed, run, kind);
      const sides = [base, scripts[0].document, scripts[1].document].map(({ ops }) => ({ ops }));
      const [one, exchanged] = await Promise.all([tool.merge(sides[0], sides[1], sides[2]), tool.merge(sides[0], sides[2], sides[1])]);
      const describe = () => `run ${run}\n${[...sides, one.merged].map((side) => JSON.stringify(side)).join('\n')}`;
      assert.deepEqual(one.merged, exchanged.merged, `It depends on who saves first: ${describe()}`);
      if (!one.merged) {
        if (kind !== 'any' && process.env.SHOW) console.log(`refused ${describe()}`);
        continue;
      }
      merged += 1;
      assert.equal(wordFaultOf(sides[0], sides[1], sides[2], one.merged), null, describe());
      const both = base.compose(scripts[0].script).compose(scripts[0].script.transform(scripts[1].script, true));
      if (kind === 'lines' && new Delta(one.merged.ops).diff(both).ops.length > 0) {
        differs += 1;
        if (process.env.SHOW) console.log(`differs ${describe()}\n${JSON.stringify(both)}`);
      }
    }
    t.diagnostic(`${merged} of ${triples} merged, ${differs} not as both scripts`);
  });
}
