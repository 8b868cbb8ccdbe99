// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeWorld } from './fake-world.js';
import { FakeWriter, WordLog, wordsOf } from './fake-writer.js';
import { randomFrom } from './fault-proxy.js';

const seed = Number(process.env.SYNCSERVER_SEED ?? Date.now() % 1_000_000);
const walks = 12 * Number(process.env.SYNCSERVER_LONG ?? 1);

/**
 * A document, its writers and a faulty network, from the first word until all is saved.
 * @param {number} walkSeed
 * @param {number} writers
 * @param {import('./fake-writer.js').Behaviour & { exists: boolean }} behaviour
 */
async function walk(walkSeed, writers, behaviour) {
  const random = randomFrom(walkSeed);
  const world = new FakeWorld(random);
  try {
    // Two writers who create the same document have a conflict.
    if (behaviour.exists) world.document.versions.push({ version: 1, body: '{}', session: 'before' });
    const log = new WordLog();
    const all = ['x', 'y', 'z'].slice(0, writers).map((name) => new FakeWriter(world, name, random, behaviour, log));
    await world.run(Promise.all(all.map((writer) => writer.write(25))), 100 * 3_600_000);
    world.faulty = false;
    // Delayed copies arrive.
    await world.run(world.wait(600_000), 700_000);

    const end = JSON.parse(world.document.head?.body ?? 'null');
    const words = wordsOf(end);
    assert.equal(new Set(words).size, words.length, `a word is there twice: ${words}`);
    for (const word of log.typed) {
      if (!log.removed.has(word) && !log.uncertain.has(word)) assert.ok(words.includes(word), `"${word}" is lost: ${words}`);
    }
    // No version lost a word of the version before it that no writer had removed.
    for (const [index, { body }] of world.document.versions.entries()) {
      const left = wordsOf(JSON.parse(world.document.versions[index + 1]?.body ?? 'null'));
      const gone = index + 1 < world.document.versions.length ? wordsOf(JSON.parse(body ?? 'null')).filter((word) => !left.includes(word)) : [];
      assert.deepEqual(gone.filter((word) => !log.removed.has(word)), [], `version ${index + 2} overwrote unseen words`);
    }
    for (const { document } of all) {
      assert.deepEqual([document?.status.state, document?.content], ['saved', end]);
      await document?.close();
    }
    return { world, log };
  } finally {
    world.close();
  }
}

const lone = { writers: 1, exists: false, merge: false, ownFields: true, deletes: false, storeFails: false, crashes: 'none', conflicts: false };
const several = { ...lone, writers: 3, ownFields: false, conflicts: true };
const scenes = /** @type {(import('./fake-writer.js').Behaviour & typeof lone & { name: string })[]} */ ([
  { ...lone, name: 'one writer' },
  { ...lone, name: 'one writer who merges, and deletes', merge: true, deletes: true },
  { ...lone, name: 'one writer who crashes', crashes: 'drafted' },
  { ...lone, name: 'one writer who crashes after a save that is in no draft', deletes: true, crashes: 'undrafted', conflicts: true },
  { ...lone, name: 'one writer whose draft store fails, and who crashes', storeFails: true, crashes: 'drafted', conflicts: true },
  { ...several, name: 'two writers who merge, each in its own field', writers: 2, exists: true, merge: true, ownFields: true, conflicts: false },
  { ...several, name: 'three writers who merge everywhere', exists: true, merge: true },
  { ...several, name: 'three writers who merge, delete and crash, and whose draft stores fail', merge: true, deletes: true, storeFails: true, crashes: 'undrafted' },
  { ...several, name: 'three writers who do not merge', crashes: 'drafted' },
  { ...several, name: 'two writers who merge, delete and crash', writers: 2, merge: true, deletes: true, crashes: 'drafted' },
  { ...several, name: 'three writers who merge, delete and crash after saves that are in no draft', merge: true, deletes: true, crashes: 'undrafted' },
  { ...several, name: 'two writers who do not merge, delete and crash after saves that are in no draft', writers: 2, deletes: true, crashes: 'undrafted' },
]);

for (const [index, { name, writers, conflicts: mayConflict, ...behaviour }] of scenes.entries()) {
  test(`${name}: no word is lost${mayConflict ? '' : ', no conflict is reported'} (SYNCSERVER_SEED=${seed})`, async (t) => {
    let conflicts = 0;
    let crashes = 0;
    let versions = 0;
    for (let run = 0; run < walks; run++) {
      const walkSeed = seed + 1000 * index + run;
      try {
        const { world, log } = await walk(walkSeed, writers, behaviour);
        // What was saved by a late copy of a refused save is met as a conflict: the client was not informed of it.
        if (!mayConflict && world.acceptedLate === 0) assert.equal(log.conflicts, 0, 'a needless conflict');
        conflicts += log.conflicts;
        crashes += log.crashes;
        versions += world.document.versions.length;
      } catch (error) {
        throw new Error(`Walk ${run} of SYNCSERVER_SEED=${seed}: ${/** @type {Error} */ (error).stack}`);
      }
    }
    t.diagnostic(`${walks} walks, ${versions} versions, ${crashes} crashes, ${conflicts} conflicts`);
  });
}
