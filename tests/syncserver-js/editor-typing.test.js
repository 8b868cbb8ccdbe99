// @ts-check
// Two people type in one document at the same time, each in an editor. With SYNCSERVER_LONG=10 for about a minute.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Desk, openPage, startEditorSite } from './editor-desk.js';
import { kinds } from './editor-kinds.js';
import { startBrowser } from './editor-site.js';
import { signIn, startServer } from './real-server.js';

const count = 6 * Number(process.env.SYNCSERVER_LONG ?? 1);
/** @type {Record<string, string>} */
const presets = { textarea: 'note', codemirror: 'note', quill: 'quill', tiptap: 'tiptap', prosemirror: 'tiptap', ckeditor: 'ckeditor' };

/** @param {string} name */
const wordsOf = (name) => Array.from({ length: count }, (_, i) => `${name}${i + 1}`);

/** Types words, each behind a space, as fast as a person. @param {Desk} desk @param {string} name */
const type = (desk, name) => desk.page.keyboard.type(wordsOf(name).map((word) => ` ${word}`).join(''), { delay: 40 });

/** Waits until both editors show what is stored, and returns it. @param {Desk[]} desks */
async function settled(desks) {
  for (const desk of desks) await desk.flush();
  const lines = await desks[0].storedLines();
  for (const desk of desks) await desk.shows(...lines);
  return lines;
}

/** @param {string} line @param {string} name */
const typedBy = (line, name) => line.split(/\s+/).filter((word) => word.startsWith(name));

test('two people type in one document', { timeout: 600_000 }, async (t) => {
  const server = await startServer(t, Object.values(presets).map((preset) => `--Sync:Collections:${preset}:Preset=${preset}`));
  const site = await startEditorSite(t, server);
  const tokens = { amy: (await signIn(server, 'Amy')).accessToken, ben: (await signIn(server, 'Ben')).accessToken };
  const browser = await startBrowser(t);

  for (const [name, kind] of Object.entries(kinds).filter(([name]) => !process.env.EDITOR || name === process.env.EDITOR)) {
    await t.test(name, async () => {
      const context = await browser.newContext();
      const amy = new Desk(kind, name, await openPage(context, site.href), new URL(`/v1/${presets[name]}/${name}`, site), tokens);
      await amy.benWrites('one', 'two', 'three', 'four', 'five');
      await amy.open();
      const ben = await amy.secondPage();
      await ben.open();
      /** @type {string[]} */
      const faults = [];
      for (const desk of [amy, ben]) desk.page.on('pageerror', (error) => faults.push(error.stack ?? error.message));

      // From the last paragraph up, as a long one has several rows. In different paragraphs: a caret that jumps would put a word elsewhere.
      await amy.place(3, 4);
      await ben.place(4, 4);
      await Promise.all([type(amy, 'a'), type(ben, 'b')]);
      assert.deepEqual(await settled([amy, ben]), ['one', 'two', 'three', ['four', ...wordsOf('a')].join(' '), ['five', ...wordsOf('b')].join(' ')]);

      // In one paragraph, at different words.
      await amy.place(2, 5);
      await amy.type(' end');
      await settled([amy, ben]);
      await amy.place(2, 5);
      await ben.place(2, 9);
      await Promise.all([type(amy, 'c'), type(ben, 'd')]);
      assert.equal((await settled([amy, ben]))[2], ['three', ...wordsOf('c'), 'end', ...wordsOf('d')].join(' '));

      // In one place: each keeps the words, and their order.
      await amy.place(1, 3);
      await ben.place(1, 3);
      await Promise.all([type(amy, 'e'), type(ben, 'f')]);
      const line = (await settled([amy, ben]))[1];
      assert.deepEqual([typedBy(line, 'e'), typedBy(line, 'f')], [wordsOf('e'), wordsOf('f')], line);
      assert.equal(line.split(/\s+/).length, 1 + 2 * count, line);

      // No conflict: the page has an error for each.
      assert.deepEqual(faults, []);
      await context.close();
      await ben.page.context().close();
    });
  }
});
