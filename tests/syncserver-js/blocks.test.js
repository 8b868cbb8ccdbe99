// @ts-check
// A conflict in rich text, resolved block by block, with a real server.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { contentWith, disputedBlocks } from '../../src/syncserver-js/src/blocks.js';
import { openDocument } from '../../src/syncserver-js/src/syncserver.js';
import { signIn, startServer } from './real-server.js';

// The packages are installed beside the client.
const require = createRequire(new URL('../../src/syncserver-js/package.json', import.meta.url));

/** @typedef {import('../../src/syncserver-js/src/syncserver.js').Conflict} Conflict */

/** @type {(() => Promise<void>)[]} */
const endings = [];
/** @type {URL} */
let server;
/** @type {string[]} */
let tokens;

before(async () => {
  server = await startServer({ after: (ending) => void endings.push(ending) }, ['--Sync:Collections:pages:Preset=tiptap']);
  tokens = await Promise.all(['Ann', 'Bob'].map(async (name) => (await signIn(server, name)).accessToken));
});

after(async () => {
  for (const ending of endings) await ending();
});

/** A document with these paragraphs. @param {string[]} texts */
const doc = (...texts) => ({ type: 'doc', content: texts.map((text) => ({ type: 'paragraph', content: [{ type: 'text', text }] })) });

/**
 * A page that Ann saved, and Bob's conflict with her.
 * @param {import('node:test').TestContext} t @param {string} id
 * @returns {Promise<{ ann: any, bob: any, conflict: Conflict }>}
 */
async function conflictOf(t, id) {
  const open = (/** @type {string} */ token) => openDocument(new URL(`/v1/pages/${id}`, server), { token: async () => token });
  const ann = await open(tokens[0]);
  ann.save(doc('one', 'two', 'three'));
  await ann.flush();
  const bob = await open(tokens[1]);
  t.after(() => Promise.all([ann.close(), bob.close()]));
  ann.save(doc('one', 'TWO', 'three', 'four'));
  await ann.flush();
  /** @type {Promise<Conflict>} */
  const met = new Promise((resolve) => bob.listen({ onConflict: resolve }));
  bob.save(doc('ONE', '2', 'three'));
  assert.equal((await bob.flush()).state, 'conflict');
  return { ann, bob, conflict: await met };
}

/** What is stored. @param {string} id */
async function stored(id) {
  return (await fetch(new URL(`/v1/pages/${id}`, server), { headers: { Authorization: `Bearer ${tokens[0]}` } })).json();
}

test('only the paragraph that both changed is asked about, and the rest is merged', async (t) => {
  for (const [choice, paragraphs] of /** @type {const} */ ([['mine', ['2']], ['theirs', ['TWO']], ['both', ['TWO', '2']]])) {
    const id = `choice-${choice}`;
    const { bob, conflict } = await conflictOf(t, id);
    assert.deepEqual(disputedBlocks(conflict), [{ base: 'two', theirs: 'TWO', mine: '2' }]);
    conflict.save(contentWith(conflict, [choice]));
    assert.equal((await bob.flush()).state, 'saved');
    assert.deepEqual(await stored(id), doc('ONE', ...paragraphs, 'three', 'four'));
  }
});

test('what was typed since the refused save is in no block, so that whole versions are chosen', async (t) => {
  const { bob, conflict } = await conflictOf(t, 'typing');
  bob.save(doc('ONE', '2', 'three', 'typed since'));
  assert.equal(conflict.edited(), true);
  assert.equal(disputedBlocks(conflict), null);
  assert.throws(() => contentWith(conflict, ['mine']));
});

test('the dialog of the React kit asks about the block', async (t) => {
  const { conflict } = await conflictOf(t, 'dialog');
  const { renderToStaticMarkup } = require('react-dom/server');
  const { createElement } = require('react');
  const { ConflictDialog } = await import('../../src/syncserver-js/react.js');
  const html = renderToStaticMarkup(createElement(ConflictDialog, { conflict }));
  assert.match(html, /<fieldset data-block="0"><legend>two<\/legend>/);
  assert.match(html, /data-choice="mine"><input [^>]*type="radio"[^>]*checked=""[^>]*\/> Your version: <span>2<\/span>/);
  assert.match(html, /data-choice="theirs">.*Their version: <span>TWO<\/span>/);
  assert.doesNotMatch(html, /data-side/);
});
