// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from '../../src/syncserver-js/src/syncserver.js';
import { Desk, openPage, startEditorSite } from './editor-desk.js';
import { kinds, randomOf } from './editor-kinds.js';
import { startBrowser } from './editor-site.js';
import { signIn, startServer } from './real-server.js';

/** @typedef {import('../../src/syncserver-js/src/syncserver.js').SyncDocument} SyncDocument */

/** @typedef {Record<string, (desk: Desk) => Promise<void>>} Rules */

/** What every binding does. @type {Rules} */
const contract = {
  async 'loading is no edit, and cannot be undone'(desk) {
    await desk.benWrites('one', 'two');
    await desk.open();
    await desk.shows('one', 'two');
    const before = await desk.stored();
    await desk.place(0, 0);
    await desk.press('Control+z', 'Control+z', 'Control+Shift+Z');
    await desk.shows('one', 'two');
    await desk.flush();
    assert.deepEqual(await desk.stored(), before);
  },

  async 'a click, the arrow keys and leaving save nothing'(desk) {
    await desk.benWrites('one', 'two');
    await desk.open();
    const before = await desk.stored();
    await desk.place(1, 2);
    await desk.press('ArrowUp', 'Shift+ArrowRight', 'Control+a', 'ArrowLeft');
    await desk.page.evaluate(() => /** @type {any} */ (document.activeElement).blur());
    await desk.flush();
    assert.deepEqual(await desk.stored(), before);
  },

  async 'an edit is saved, and nothing else with it'(desk) {
    await desk.benWrites('one', 'two', 'three');
    await desk.open();
    await desk.place(1, 3);
    await desk.type(' and a half');
    await desk.saves('one', 'two and a half', 'three');
    assert.deepEqual((await desk.stored()).content, desk.kind.content(['one', 'two and a half', 'three']));
  },

  async 'a document that does not exist is created by the first letter'(desk) {
    await desk.open();
    await desk.place(0, 0);
    await desk.flush();
    assert.equal((await desk.stored()).version, 0);
    await desk.type('first');
    await desk.saves('first');
  },

  async 'two people see each other type'(desk) {
    await desk.open();
    await desk.place(0, 0);
    await desk.type('from Amy');
    await desk.saves('from Amy');
    const eve = await desk.secondPage();
    await eve.open();
    await eve.shows('from Amy');
    await eve.place(0, 8);
    await eve.type(', from Eve');
    await eve.saves('from Amy, from Eve');
    await desk.shows('from Amy, from Eve');
    await desk.type(' and Amy');
    await desk.flush();
    await eve.shows('from Amy and Amy, from Eve');
    await eve.page.context().close();
  },

  async 'undo and redo cover the own edits only'(desk) {
    await desk.benWrites('one', 'two', 'three');
    await desk.open();
    await desk.place(1, 3);
    await desk.type(' mine');
    await desk.saves('one', 'two mine', 'three');
    await desk.benWrites('one theirs', 'two mine', 'three', 'four theirs');
    await desk.shows('one theirs', 'two mine', 'three', 'four theirs');
    await desk.press('Control+z');
    await desk.saves('one theirs', 'two', 'three', 'four theirs');
    await desk.press('Control+z', 'Control+z');
    await desk.saves('one theirs', 'two', 'three', 'four theirs');
    await desk.press('Control+Shift+Z');
    await desk.saves('one theirs', 'two mine', 'three', 'four theirs');
  },

  async 'a change of another is not undone, even where it is the only one'(desk) {
    await desk.benWrites('one');
    await desk.open();
    await desk.place(0, 0);
    await desk.benWrites('one theirs', 'two');
    await desk.shows('one theirs', 'two');
    await desk.press('Control+z');
    await desk.saves('one theirs', 'two');
  },

  async 'words of another within the own ones survive undo, however often'(desk) {
    await desk.benWrites('one');
    await desk.open();
    await desk.place(0, 3);
    // As one edit.
    await desk.page.keyboard.insertText(' mixx');
    await desk.saves('one mixx');
    await desk.benWrites('one miTHEIRSxx');
    await desk.shows('one miTHEIRSxx');
    for (let time = 0; time < 3; time++) {
      await desk.press('Control+z');
      await desk.saves('oneTHEIRS');
      await desk.press('Control+Shift+Z');
      await desk.saves('one miTHEIRSxx');
    }
  },

  async 'the caret stays at its text'(desk) {
    await desk.benWrites('one', 'two', 'three');
    await desk.open();
    await desk.place(1, 2);
    await desk.benWrites('new', 'One 1', 'two', 'three!');
    await desk.shows('new', 'One 1', 'two', 'three!');
    await desk.type('X');
    await desk.saves('new', 'One 1', 'twXo', 'three!');
  },

  async 'the caret stays where the same line changes before and after it'(desk) {
    await desk.benWrites('one two three');
    await desk.open();
    await desk.place(0, 6);
    await desk.benWrites('One and two threes');
    await desk.shows('One and two threes');
    await desk.type('X');
    await desk.saves('One and twXo threes');
  },

  async 'the selection stays at its text'(desk) {
    await desk.benWrites('one', 'two words', 'three');
    await desk.open();
    await desk.place(1, 4);
    await desk.press(...Array(5).fill('Shift+ArrowRight'));
    await desk.benWrites('new', 'one', 'two words theirs', 'three');
    await desk.shows('new', 'one', 'two words theirs', 'three');
    await desk.type('X');
    await desk.saves('new', 'one', 'two X theirs', 'three');
  },

  async 'a change of another waits for the end of a composition, and touches only what changed'(desk) {
    const { kind } = desk;
    const isText = kind.contentType !== 'application/json';
    const stored = (/** @type {string} */ title, /** @type {string[]} */ ...lines) => (
      isText ? kind.content([title, ...lines]) : { title, body: kind.content(lines) });
    const shows = (/** @type {string} */ title, /** @type {string[]} */ ...lines) => desk.shows(...(isText ? [title] : []), ...lines);
    await desk.benStores(stored('one', 'abc', 'three'));
    await desk.open(isText ? '' : '/body');
    await desk.place(isText ? 1 : 0, 3);
    const devTools = await desk.page.context().newCDPSession(desk.page);
    for (const text of ['に', 'にほ']) await devTools.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
    await desk.flush();
    const { content } = await desk.stored();
    await desk.benStores(isText ? kind.content(['one theirs', ...kind.lines(content).slice(1)]) : { ...content, title: 'one theirs' });
    await desk.isNotified();
    await devTools.send('Input.imeSetComposition', { text: 'にほん', selectionStart: 3, selectionEnd: 3 });
    await shows('one', 'abcにほん', 'three');
    await devTools.send('Input.insertText', { text: '日本' });
    await shows('one theirs', 'abc日本', 'three');
    await desk.type('!');
    await desk.flush();
    assert.deepEqual((await desk.stored()).content, stored('one theirs', 'abc日本!', 'three'));
    await devTools.detach();
  },

  async 'an emoji at the edge of a change stays whole'(desk) {
    await desk.benWrites('a😀b', '👩x', 'three');
    await desk.open();
    await desk.place(0, 2);
    await desk.benWrites('a😁b', '👩‍👩‍👧x', 'three');
    await desk.shows('a😁b', '👩‍👩‍👧x', 'three');
    await desk.press('Control+z');
    await desk.place(2, 0);
    await desk.type('😀');
    await desk.saves('a😁b', '👩‍👩‍👧x', '😀three');
    await desk.benWrites('a😁😁b', '👩x', '😀three');
    await desk.shows('a😁😁b', '👩x', '😀three');
    await desk.type('X');
    await desk.saves('a😁😁b', '👩x', '😀Xthree');
  },

  async 'a read-only editor shows changes of others, and takes no edit'(desk) {
    await desk.benWrites('one', 'two');
    await desk.open();
    await desk.place(1, 3);
    await desk.page.evaluate(() => { /** @type {any} */ (window).binding.readOnly = true; });
    await desk.type('X');
    await desk.benWrites('one theirs', 'two');
    await desk.shows('one theirs', 'two');
    await desk.saves('one theirs', 'two');
    await desk.page.evaluate(() => { /** @type {any} */ (window).binding.readOnly = false; });
    await desk.place(1, 3);
    await desk.type('X');
    await desk.saves('one theirs', 'twoX');
  },

  async 'while the newest version is of another kind, nothing can be edited'(desk) {
    await desk.benWrites('one', 'two');
    await desk.open();
    await desk.place(1, 3);
    const [type, content] = desk.kind.contentType === 'application/json' ? ['text/plain', 'a text'] : ['application/json', { a: 1 }];
    await desk.benStores(content, type);
    await desk.page.waitForFunction(() => /** @type {any} */ (window).note.status.state === 'unreadable');
    await desk.type('X');
    await desk.shows('one', 'two');
    assert.equal((await desk.stored()).version, 2);
    await desk.benWrites('one theirs', 'two');
    await desk.shows('one theirs', 'two');
    await desk.page.waitForFunction(() => /** @type {any} */ (window).note.status.state === 'saved');
    await desk.place(1, 3);
    await desk.type('X');
    await desk.saves('one theirs', 'twoX');
  },

  async 'any content is shown exactly, whatever was shown before'(desk) {
    await desk.open();
    const random = randomOf(1);
    const contents = Array.from({ length: 60 }, () => desk.kind.random(random));
    const failed = await desk.page.evaluate((contents) => {
      const { field } = /** @type {any} */ (window).editor;
      return contents.filter((content) => {
        field.show(content);
        return !field.same(field.read(), content);
      });
    }, contents);
    assert.deepEqual(failed, []);
    await desk.flush();
    assert.equal((await desk.stored()).version, 0);
  },

  async 'however two people type, undoing everything leaves what the other wrote, and redoing brings back the text'(desk) {
    const random = randomOf(3);
    await desk.open();
    const show = (/** @type {string[]} */ lines) => desk.page.evaluate((content) => /** @type {any} */ (window).editor.field.show(content), desk.kind.content(lines));
    const shown = () => desk.page.evaluate(() => /** @type {any} */ (window).editor.shown());
    await show(['123', '456', '789']);
    for (const word of ['AB', 'CD', 'EF', 'GH', 'IJ', 'KL']) {
      await desk.place(random(3), random(6));
      await desk.type('abcdefgh'.slice(random(4), 4 + random(5)));
      const lines = await shown();
      const [line, column] = [random(lines.length), random(lines[0].length)];
      await show(lines.map((/** @type {string} */ text, /** @type {number} */ index) => (index === line ? text.slice(0, column) + word + text.slice(column) : text)));
    }
    const typed = await shown();
    for (let step = 0; step < 30; step++) await desk.press('Control+z');
    const [undone] = [(await shown()).join('/')];
    assert.equal(undone.replaceAll(/[A-Z]/g, ''), '123/456/789');
    assert.equal(undone.replaceAll(/[^A-Z]/g, '').length, 12, undone);
    for (let step = 0; step < 30; step++) await desk.press('Control+Shift+Z');
    assert.deepEqual(await shown(), typed);
  },

  async 'a destroyed binding saves and shows nothing more, and leaves the document open'(desk) {
    await desk.benWrites('one', 'two');
    await desk.open();
    await desk.page.evaluate(() => {
      const { binding } = /** @type {any} */ (window);
      binding.destroy();
      binding.destroy();
    });
    await desk.place(1, 3);
    await desk.type('X');
    await desk.shows('one', 'twoX');
    await desk.flush();
    await desk.benWrites('one theirs', 'two');
    await desk.isNotified();
    await desk.shows('one', 'twoX');
    assert.deepEqual(await desk.storedLines(), ['one theirs', 'two']);
    assert.equal(await desk.page.evaluate(() => /** @type {any} */ (window).note.status.state), 'saved');
  },
};

/** What the bindings of editors for text do. @type {Rules} */
const textContract = {
  async 'line ends are kept, and compared in one form'(desk) {
    await desk.benStores('one\r\ntwo\r\nthree\r\n');
    await desk.open();
    await desk.shows('one', 'two', 'three', '');
    await desk.place(1, 3);
    await desk.type('!');
    await desk.press('Enter');
    await desk.type('X');
    await desk.flush();
    assert.equal((await desk.stored()).content, 'one\r\ntwo!\r\nX\r\nthree\r\n');
    await desk.benStores('one theirs\ntwo!\nX\nthree\n');
    await desk.shows('one theirs', 'two!', 'X', 'three', '');
    await desk.type('!');
    await desk.flush();
    assert.equal((await desk.stored()).content, 'one theirs\ntwo!\nX!\nthree\n');
  },
};

/** What the bindings of editors for formatted text do. @type {Rules} */
const richContract = {
  async 'a document that ends with a heading gets no paragraph'(desk) {
    await desk.benStores(desk.kind.heading);
    await desk.open();
    const before = await desk.stored();
    await desk.place(1, 0);
    await desk.press('ArrowDown', 'Control+End', 'Control+Home');
    await desk.flush();
    assert.deepEqual(await desk.stored(), before);
    await desk.type('X');
    await desk.flush();
    assert.deepEqual(await desk.storedLines(), ['Xone', 'two']);
  },

  async 'content that the editor cannot hold is read-only, until the application lets the user edit anyway'(desk) {
    await desk.benStores(desk.kind.unknown);
    await desk.open();
    const before = await desk.stored();
    await desk.page.waitForFunction(() => /** @type {any} */ (window).unrepresentable !== null);
    await desk.page.locator(desk.kind.editable).first().click();
    await desk.press('Control+End');
    await desk.type('X');
    await desk.press('Control+z', 'Enter');
    await desk.flush();
    assert.deepEqual(await desk.stored(), before);
    await desk.page.evaluate(() => /** @type {any} */ (window).unrepresentable.editAnyway());
    await desk.page.locator(desk.kind.editable).first().click();
    await desk.press('Control+End');
    await desk.type('X');
    await desk.flush();
    assert.match((await desk.storedLines()).join(), /twoX/);
  },

};

test('the contract of the editor bindings', { timeout: 600_000 }, async (t) => {
  const server = await startServer(t);
  const site = await startEditorSite(t, server);
  const tokens = { amy: (await signIn(server, 'Amy')).accessToken, ben: (await signIn(server, 'Ben')).accessToken };
  const browser = await startBrowser(t);

  for (const [name, kind] of Object.entries(kinds).filter(([name]) => !process.env.EDITOR || name === process.env.EDITOR)) {
    await t.test(name, async (t) => {
      /** @type {string[]} */
      const faults = [];
      const context = await browser.newContext();
      context.on('weberror', (error) => faults.push(error.error().stack ?? ''));
      const page = await openPage(context, site.href);
      const rules = { ...contract, ...(kind.contentType === 'text/plain' ? textContract : richContract) };
      for (const [index, [rule, check]] of Object.entries(rules).entries()) {
        await t.test(rule, async () => {
          await check(new Desk(kind, name, page, new URL(`/v1/notes/${name}-${index}`, site), tokens));
          assert.deepEqual(faults.splice(0), []);
        });
      }
      await context.close();
    });
  }
});
