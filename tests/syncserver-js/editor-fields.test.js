// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bundle, startBrowser, startSite } from './editor-site.js';
import { signIn, startServer } from './real-server.js';

test('text fields on parts of one document', { timeout: 300_000 }, async (t) => {
  const server = await startServer(t);
  const site = await startSite(t, server, {
    '/': { type: 'text/html', body: '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><input><textarea></textarea><script type="module" src="/page.js"></script>' },
    '/page.js': { type: 'text/javascript', body: await bundle('editor-page.js') },
  });
  const token = (await signIn(server, 'Amy')).accessToken;
  const headers = { Authorization: `Bearer ${(await signIn(server, 'Ben')).accessToken}`, 'Content-Type': 'application/json' };
  const page = await (await startBrowser(t)).newPage();
  page.setDefaultTimeout(30_000);
  const input = page.locator('input');
  const textarea = page.locator('textarea');

  /** @param {string} id */
  const read = (id) => fetch(new URL(`/v1/notes/${id}`, server), { headers });
  /** Ben stores a body. @param {string} id @param {string} body */
  const benStores = async (id, body) => {
    const etag = (await read(id)).headers.get('Sync-ETag');
    const save = { 'Session-Id': crypto.randomUUID(), 'Save-Sequence': '1', ...(etag ? { 'If-Match': etag } : { 'If-None-Match': '*' }) };
    const response = await fetch(new URL(`/v1/notes/${id}`, server), { method: 'PUT', headers: { ...headers, ...save }, body });
    assert.ok(response.ok, await response.text());
  };
  /** Binds the title and the text of a document to the fields of a new page. @param {string} id */
  const open = async (id) => {
    await page.goto(site.href);
    await page.waitForFunction(() => 'openEditor' in window);
    await bindTo(id);
  };
  /** @param {string} id */
  const bindTo = (id) => page.evaluate(async ([url, token]) => {
    const { openDocument, bind, textField } = /** @type {any} */ (window);
    const note = await openDocument(url, { token: async () => token, merge: true, drafts: null });
    /** @type {string[]} */
    const unrepresentable = [];
    const binding = bind(note, { '/title': textField(document.querySelector('input')), '/text': textField(document.querySelector('textarea')) }, {
      onUnrepresentable: (/** @type {any} */ { pointer }) => unrepresentable.push(pointer),
    });
    Object.assign(window, { note, binding, unrepresentable });
  }, [`/v1/notes/${id}`, token]);
  const flush = () => page.evaluate(async () => { await /** @type {any} */ (window).note.flush(); });
  /** @param {string} title @param {string} text */
  const show = (title, text) => page.waitForFunction(([title, text]) => document.querySelector('input')?.value === title && document.querySelector('textarea')?.value === text, [title, text]);
  const unrepresentable = () => page.evaluate(() => /** @type {any} */ (window).unrepresentable);

  await t.test('only what is edited changes; other members keep their bytes', async () => {
    await benStores('two', '{"title":"a","n":9007199254740993,"text":"b","x":{"y":1e400}}');
    await open('two');
    await textarea.press('End');
    await page.keyboard.type('!');
    await benStores('two', '{"title":"a theirs","n":9007199254740993,"text":"b","x":{"y":1e400}}');
    await flush();
    await show('a theirs', 'b!');
    await input.press('Home');
    await page.keyboard.type('my ');
    await flush();
    assert.equal(await (await read('two')).text(), '{"title":"my a theirs","n":9007199254740993,"text":"b!","x":{"y":1e400}}');
  });

  await t.test('each field has its own history', async () => {
    await benStores('undo', '{"title":"a","text":"b"}');
    await open('undo');
    await input.press('End');
    await page.keyboard.type('1');
    await textarea.press('End');
    await page.keyboard.type('2');
    await input.press('Control+z');
    await show('a', 'b2');
    await flush();
    assert.deepEqual(await (await read('undo')).json(), { title: 'a', text: 'b2' });
  });

  await t.test('undo and redo of the menu use the history of the binding', async () => {
    await benStores('menu', '{"title":"a","text":"b"}');
    await open('menu');
    await textarea.press('End');
    await page.keyboard.type('2');
    const choose = (/** @type {string} */ inputType) => page.evaluate((inputType) => (
      document.querySelector('textarea')?.dispatchEvent(new InputEvent('beforeinput', { inputType, cancelable: true }))), inputType);
    assert.equal(await choose('historyUndo'), false);
    await show('a', 'b');
    await choose('historyRedo');
    await show('a', 'b2');
  });

  for (const [name, body] of [['a number', '{"title":7,"text":"b"}'], ['a line end in an input', '{"title":"a\\nb","text":"b"}']]) {
    await t.test(`${name} makes its field read-only, and no other`, async () => {
      const id = name.replaceAll(' ', '-');
      await benStores(id, body);
      await open(id);
      await page.waitForFunction(() => /** @type {any} */ (window).unrepresentable.length > 0);
      assert.deepEqual(await unrepresentable(), ['/title']);
      await input.press('End');
      await page.keyboard.type('X');
      await textarea.press('End');
      await page.keyboard.type('!');
      await flush();
      assert.deepEqual(await (await read(id)).json(), { ...JSON.parse(body), text: 'b!' });
    });
  }

  await t.test('a content without room for a member is not replaced', async () => {
    await benStores('text', '"a text"');
    await open('text');
    await page.waitForFunction(() => /** @type {any} */ (window).unrepresentable.length === 2);
    await textarea.press('End');
    await page.keyboard.type('X');
    await flush();
    assert.equal(await (await read('text')).json(), 'a text');
  });

  await t.test('the same fields can be bound to another document', async () => {
    await benStores('first', '{"title":"1","text":"one"}');
    await benStores('second', '{"title":"2","text":"two"}');
    await open('first');
    await textarea.press('End');
    await page.keyboard.type('!');
    await flush();
    await page.evaluate(async () => {
      /** @type {any} */ (window).binding.destroy();
      await /** @type {any} */ (window).note.close();
    });
    await bindTo('second');
    await show('2', 'two');
    await textarea.press('Control+z');
    await textarea.press('End');
    await page.keyboard.type('?');
    await flush();
    assert.deepEqual(await (await read('second')).json(), { title: '2', text: 'two?' });
    assert.deepEqual(await (await read('first')).json(), { title: '1', text: 'one!' });
  });
});
