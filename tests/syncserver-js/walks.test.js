// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeWorld } from './fake-world.js';
import { Book, FakeWriter, wordsOf } from './fake-writer.js';
import { randomFrom } from './fault-proxy.js';

const seed = Number(process.env.SYNCSERVER_SEED ?? Date.now() % 1_000_000);
const walks = 12 * Number(process.env.SYNCSERVER_LONG ?? 1);

/**
 * A document, its writers and a bad network, from the first word until all is quiet.
 * @param {number} walkSeed
 * @param {number} writers
 * @param {import('./fake-writer.js').Manners & { exists: boolean }} manners
 */
async function walk(walkSeed, writers, manners) {
  const random = randomFrom(walkSeed);
  const world = new FakeWorld(random);
  try {
    // Two who create the same document are asked about it.
    if (manners.exists) world.document.versions.push({ version: 1, body: '{}', session: 'before' });
    const book = new Book();
    const all = ['x', 'y', 'z'].slice(0, writers).map((name) => new FakeWriter(world, name, random, manners, book));
    await world.run(Promise.all(all.map((writer) => writer.write(25))), 100 * 3_600_000);
    world.faulty = false;
    // The last copies that the network kept arrive.
    await world.run(world.wait(600_000), 700_000);

    const end = JSON.parse(world.document.head?.body ?? 'null');
    const words = wordsOf(end);
    assert.equal(new Set(words).size, words.length, `a word is there twice: ${words}`);
    for (const word of book.typed) {
      if (!book.removed.has(word) && !book.uncertain.has(word)) assert.ok(words.includes(word), `"${word}" is lost: ${words}`);
    }
    // No version lost a word of the one before it that nobody had seen, and removed.
    for (const [index, { body }] of world.document.versions.entries()) {
      const left = wordsOf(JSON.parse(world.document.versions[index + 1]?.body ?? 'null'));
      const gone = index + 1 < world.document.versions.length ? wordsOf(JSON.parse(body ?? 'null')).filter((word) => !left.includes(word)) : [];
      assert.deepEqual(gone.filter((word) => !book.removed.has(word)), [], `version ${index + 2} overwrote them`);
    }
    for (const { document } of all) {
      assert.deepEqual([document?.status.state, document?.content], ['saved', end]);
      await document?.close();
    }
    return { world, book };
  } finally {
    world.close();
  }
}

const lone = { writers: 1, exists: false, merge: false, ownFields: true, deletes: false, crashes: 'none', shown: false };
const several = { ...lone, writers: 3, ownFields: false, shown: true };
const scenes = /** @type {(import('./fake-writer.js').Manners & typeof lone & { name: string })[]} */ ([
  { ...lone, name: 'one writer' },
  { ...lone, name: 'one writer who merges, and deletes', merge: true, deletes: true },
  { ...lone, name: 'one writer who crashes', crashes: 'kept' },
  { ...lone, name: 'one writer who crashes behind a save that is not kept', deletes: true, crashes: 'unkept', shown: true },
  { ...several, name: 'two writers who merge, each in a field of its own', writers: 2, exists: true, merge: true, ownFields: true, shown: false },
  { ...several, name: 'three writers who merge everywhere', exists: true, merge: true },
  { ...several, name: 'three writers who do not merge', crashes: 'kept' },
  { ...several, name: 'two writers who merge, delete and crash', writers: 2, merge: true, deletes: true, crashes: 'kept' },
  { ...several, name: 'three writers who merge, delete and crash behind saves that are not kept', merge: true, deletes: true, crashes: 'unkept' },
  { ...several, name: 'two writers who do not merge, delete and crash behind saves that are not kept', writers: 2, deletes: true, crashes: 'unkept' },
]);

for (const [index, { name, writers, shown, ...manners }] of scenes.entries()) {
  test(`${name}: no word is lost${shown ? '' : ', nobody is asked'} (SYNCSERVER_SEED=${seed})`, async (t) => {
    let conflicts = 0;
    let crashes = 0;
    let versions = 0;
    for (let run = 0; run < walks; run++) {
      const walkSeed = seed + 1000 * index + run;
      try {
        const { world, book } = await walk(walkSeed, writers, manners);
        if (!shown) assert.equal(book.conflicts, 0, 'a needless question');
        conflicts += book.conflicts;
        crashes += book.crashes;
        versions += world.document.versions.length;
      } catch (error) {
        throw new Error(`Walk ${run} of SYNCSERVER_SEED=${seed}: ${/** @type {Error} */ (error).stack}`);
      }
    }
    t.diagnostic(`${walks} walks, ${versions} versions, ${crashes} crashes, ${conflicts} conflicts shown`);
  });
}
