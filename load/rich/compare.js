// Merges the same random triples of documents by SyncServer and by other packages, and prints a table: node load/rich/compare.js [triples of each kind] [seed]
import { performance } from 'node:perf_hooks';
import { MergeTool } from '../../tests/syncserver-js/merge-tool.js';
import { quillTripleOf } from '../../tests/syncserver-js/rich-quill.js';
import { faultOf, tripleOf, wordFaultOf } from '../../tests/syncserver-js/rich-triples.js';
import { proseMirrorWays, quillWays } from './ways.js';

const [triples, seed] = [Number(process.argv[2] ?? 2000), Number(process.argv[3] ?? 1)];
/** The first merges are slow in every runtime; they count, but their times do not. */
const warmUp = 50;

const editors = [
  {
    name: 'ProseMirror',
    kinds: { 'different blocks': 'blocks', 'words of one block': 'words', anything: 'any' },
    ways: proseMirrorWays,
    faultOf,
    make(run, kind) {
      const { base, theirs, yours } = tripleOf(seed, run, kind);
      return [base.toJSON(), ...[theirs, yours].map((edits) => ({ document: edits.doc.toJSON(), edits }))];
    },
  },
  {
    name: 'Quill',
    kinds: { 'different lines': 'lines', 'words of one line': 'words', anything: 'any' },
    ways: quillWays,
    faultOf: wordFaultOf,
    make(run, kind) {
      const { base, scripts } = quillTripleOf(seed, run, kind);
      return [{ ops: base.ops }, ...scripts.map(({ script, document }) => ({ document: { ops: document.ops }, edits: script }))];
    },
  },
];

const endings = [];
const tool = new MergeTool({ after: (ending) => endings.push(ending) });

async function bySyncServer(base, theirs, yours) {
  const { merged, microseconds } = await tool.merge(base, theirs.document, yours.document);
  return { merged, milliseconds: microseconds / 1000 };
}

const timed = (prepare) => (base, theirs, yours) => {
  const merge = prepare(base);
  const started = performance.now();
  const merged = merge(theirs, yours);
  return { merged, milliseconds: performance.now() - started };
};

const share = (runs) => (runs.length === triples ? '100' : (100 * runs.length / triples).toFixed(2));
const quantile = (times, part) => times[Math.floor(part * (times.length - 1))].toFixed(2);

for (const { name, kinds, ways, faultOf: fault, make } of editors) {
  console.log(`| ${name} | | merged % | wrong % | right % | median ms | p99 ms |\n| --- | --- | ---: | ---: | ---: | ---: | ---: |`);
  for (const [title, kind] of Object.entries(kinds)) {
    const rows = [['SyncServer', bySyncServer], ...[...ways].map(([way, prepare]) => [way, timed(prepare)])].map(([way, merge]) => ({ way, merge, merged: [], wrong: [], times: [] }));
    for (let run = 0; run < triples; run += 1) {
      const [base, theirs, yours] = make(run, kind);
      for (const row of rows) {
        const { merged, milliseconds } = await row.merge(base, theirs, yours);
        if (run >= warmUp) row.times.push(milliseconds);
        if (merged) row.merged.push(run);
        if (merged && fault(base, theirs.document, yours.document, merged)) row.wrong.push(run);
      }
    }
    for (const [row, { way, merged, wrong, times }] of rows.entries()) {
      times.sort((a, b) => a - b);
      const right = merged.filter((run) => !wrong.includes(run));
      console.log(`| ${row === 0 ? title : ''} | ${way} | ${share(merged)} | ${share(wrong)} | ${share(right)} | ${quantile(times, 0.5)} | ${quantile(times, 0.99)} |`);
      const missed = right.filter((run) => !rows[0].merged.includes(run));
      console.error(`${name}, ${kind}, ${way}: right where SyncServer did not merge: ${missed.length} (runs ${missed.slice(0, 10)}); wrong: runs ${wrong.slice(0, 5)}`);
    }
  }
  console.log();
}
endings.forEach((ending) => ending());
