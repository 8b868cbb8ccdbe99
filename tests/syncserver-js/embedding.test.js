// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from '../../src/syncserver-js/src/syncserver.js';
import { startServer } from './real-server.js';

test('users of an embedding application save, see each other\'s changes and merge, under its path prefix', async (t) => {
  const application = await startServer(t, [], 'Embedding');
  /** @param {string} name */
  const open = async (name) => {
    const token = await (await fetch(new URL(`/login/${name}`, application), { method: 'POST' })).text();
    const document = await openDocument(new URL('/sync/v1/notes/plan', application), { token: async () => token, merge: true });
    t.after(() => document.close());
    return document;
  };

  const amy = await open('Amy');
  amy.save({ title: 'Plan', text: '' });
  assert.equal((await amy.flush()).state, 'saved');
  const bob = await open('Bob');
  bob.onRemoteChange = () => {};
  bob.save({ title: 'Plan', text: 'by Bob' });
  amy.save({ title: 'Plan by Amy', text: '' });
  await Promise.all([amy.flush(), bob.flush()]);
  for (const end = performance.now() + 60_000; JSON.stringify(bob.content) !== '{"title":"Plan by Amy","text":"by Bob"}';) {
    assert.ok(performance.now() < end, `Bob has ${JSON.stringify(bob.content)}.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
});
