// @ts-check
// What two people do to a ProseMirror document, merged by the server. The edits are real steps; the result is checked against the schema and by its words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomFrom } from './fault-proxy.js';
import { MergeTool } from './merge-tool.js';
import { Transform, Writer, applyBoth, countWords, schema } from './rich-prosemirror.js';

const seed = Number(process.env.SYNCSERVER_SEED ?? Date.now() % 1_000_000);
const triples = 500 * Number(process.env.SYNCSERVER_LONG ?? 1);

/**
 * Why a merge is wrong; null if it is right.
 * @param {any} base @param {any} theirs @param {any} yours @param {any} merged
 */
function faultOf(base, theirs, yours, merged) {
  try {
    schema.nodeFromJSON(merged).check();
  } catch (error) {
    return `not valid: ${/** @type {Error} */ (error).message}`;
  }
  const [b, t, y, m] = [base, theirs, yours, merged].map(countWords);
  for (const word of new Set([...b.keys(), ...t.keys(), ...y.keys(), ...m.keys()])) {
    const expected = b.has(word) ? Number(t.has(word) && y.has(word)) : Number(t.has(word) || y.has(word));
    if ((m.get(word) ?? 0) !== expected) return `${word} is there ${m.get(word) ?? 0} times, not ${expected}`;
  }
  return null;
}

/**
 * Makes a document and two scripts of edits.
 * @param {number} run @param {'blocks' | 'words' | 'any'} kind
 */
function tripleOf(run, kind) {
  const next = randomFrom(seed * 1_000_003 + run);
  const writer = new Writer(next, 'b');
  const base = writer.document();
  const [theirs, yours] = [new Transform(base), new Transform(base)];
  const blocks = Array.from({ length: base.childCount }, (_, i) => i);
  const cut = 1 + writer.below(blocks.length - 1);
  const shared = writer.below(blocks.length);
  for (const [transform, prefix, first] of /** @type {Array<[import('./rich-prosemirror.js').Changes, string, boolean]>} */ ([[theirs, 't', true], [yours, 'y', false]])) {
    const editor = new Writer(next, prefix);
    for (let edits = 1 + editor.below(4); edits > 0; edits -= 1) {
      // The first blocks are theirs, the last ones yours.
      const { childCount } = transform.doc;
      const index = kind === 'words' ? shared : kind === 'any' ? editor.below(childCount) : first ? editor.below(cut + childCount - base.childCount) : cut + editor.below(childCount - cut);
      // All of them may be deleted.
      const isOwn = kind !== 'blocks' || (first ? cut + childCount > base.childCount : childCount > cut);
      if (isOwn) editor.edit(transform, index, kind === 'words' ? Number(first) : undefined);
    }
  }
  return { base, theirs, yours };
}

for (const kind of /** @type {const} */ (['blocks', 'words', 'any'])) {
  test(`merges of two scripts of edits, ${kind} (SYNCSERVER_SEED=${seed})`, async (t) => {
    const tool = new MergeTool(t);
    let [merged, differs, slowest] = [0, 0, 0];
    for (let run = 0; run < triples; run += 1) {
      const { base, theirs, yours } = tripleOf(run, kind);
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
