// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasRoomAt, partAt, withPart } from '../../src/syncserver-js/editors/json-pointer.js';
import { withLineFeeds, withStoredLineEnds } from '../../src/syncserver-js/editors/line-ends.js';
import { applyChanges, mapPosition, textChanges } from '../../src/syncserver-js/editors/text-changes.js';
import { TextHistory } from '../../src/syncserver-js/editors/text-history.js';

/** @typedef {import('../../src/syncserver-js/editors/text-changes.js').Change} Change */

/** Random integers below a limit, the same in each run. @param {number} seed */
function randomOf(seed) {
  let state = seed;
  return (/** @type {number} */ limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** @param {string} text @param {Change[]} changes */
function applied(text, changes) {
  return changes.reduce((result, change) => applyChanges(result, [change]), text);
}

for (const [name, before, after, changes] of /** @type {[string, string, string, Change[]][]} */ ([
  ['equal texts', 'abc', 'abc', []],
  ['an insertion', 'ac', 'abc', [{ from: 1, to: 1, insert: 'b' }]],
  ['two places, so that a caret between them stays', 'one two three', 'One two threE', [{ from: 0, to: 1, insert: 'O' }, { from: 12, to: 13, insert: 'E' }]],
  ['a word at the end of a line', 'two words\n', 'two words theirs\n', [{ from: 9, to: 9, insert: ' theirs' }]],
  ['a line', 'one\ntwo', 'one\none\ntwo', [{ from: 3, to: 3, insert: '\none' }]],
  ['a deleted word', 'a b a b', 'a b', [{ from: 3, to: 7, insert: '' }]],
  ['emoji that share their first half', 'a😀b', 'a😁b', [{ from: 1, to: 3, insert: '😁' }]],
  ['emoji that share their second half', '\ud83d\ude00', '\ud83e\ude00', [{ from: 0, to: 2, insert: '\ud83e\ude00' }]],
  ['an emoji sequence that grows', '👩', '👩‍👩‍👧', [{ from: 0, to: 2, insert: '👩‍👩‍👧' }]],
  ['a flag among flags', '🇩🇪🇫🇷', '🇩🇰🇫🇷', [{ from: 0, to: 4, insert: '🇩🇰' }]],
  ['a combining accent', 'e', 'e\u0301', [{ from: 0, to: 1, insert: 'e\u0301' }]],
  ['CR LF', 'a\r\nb', 'a\nb', [{ from: 1, to: 3, insert: '\n' }]],
])) {
  test(`the smallest changes: ${name}`, () => assert.deepEqual(textChanges(before, after), changes));
}

test('the changes make the other text, whatever the texts are', () => {
  const random = randomOf(1);
  const letters = ['a', 'b', '\n', '\r\n', '😀', '👩‍👩‍👧', 'e\u0301', '\ud83d'];
  const text = () => Array.from({ length: random(12) }, () => letters[random(letters.length)]).join('');
  for (let run = 0; run < 5000; run++) {
    const [before, after] = [text(), text()];
    assert.equal(applyChanges(before, textChanges(before, after)), after);
  }
});

test('texts that have nothing in common are one change, and take no long time', () => {
  const [before, after] = ['abcdefgh'.repeat(5000), 'ijklmnop'.repeat(5000)];
  assert.deepEqual(textChanges(before, after), [{ from: 0, to: before.length, insert: after }]);
});

test('a position stays at its text', () => {
  const changes = textChanges('one two', 'None one two');
  assert.deepEqual([0, 4, 7].map((position) => mapPosition(position, changes)), [0, 9, 12]);
  assert.deepEqual([mapPosition(2, [{ from: 2, to: 2, insert: 'x' }]), mapPosition(2, [{ from: 2, to: 2, insert: 'x' }], 1)], [2, 3]);
  assert.equal(mapPosition(2, [{ from: 1, to: 3, insert: '' }]), 1);
});

test('undo reverts the own edit where it is now', () => {
  const history = new TextHistory();
  history.edit('one two', { from: 7, to: 7, insert: ' mine' }, null, 0);
  history.rebase([{ from: 0, to: 0, insert: 'THEIRS ' }]);
  assert.equal(applied('THEIRS one two mine', history.undo('THEIRS one two mine')), 'THEIRS one two');
  assert.equal(applied('THEIRS one two', history.redo('THEIRS one two')), 'THEIRS one two mine');
});

test('undo keeps what another wrote into the own words', () => {
  const history = new TextHistory();
  history.edit('', { from: 0, to: 0, insert: 'mine' }, null, 0);
  history.rebase([{ from: 2, to: 2, insert: 'THEIRS' }]);
  assert.equal(applied('miTHEIRSne', history.undo('miTHEIRSne')), 'THEIRS');
});

test('letters that are typed one after the other are undone together, and after a pause by themselves', () => {
  const history = new TextHistory();
  history.edit('', { from: 0, to: 0, insert: 'a' }, 'insertText', 0);
  history.edit('a', { from: 1, to: 1, insert: 'b' }, 'insertText', 200);
  history.edit('ab', { from: 2, to: 2, insert: 'c' }, 'insertText', 5000);
  assert.equal(applied('abc', history.undo('abc')), 'ab');
  assert.equal(applied('ab', history.undo('ab')), '');
  assert.deepEqual(history.undo(''), []);
});

test('however two people edit, undoing everything leaves what the other wrote, and redoing brings back the text', () => {
  const random = randomOf(2);
  for (let run = 0; run < 3000; run++) {
    const history = new TextHistory();
    let text = '123456';
    let removed = new Set();
    for (let step = 0; step < 12; step++) {
      const mine = random(2) === 0;
      const from = random(text.length + 1);
      const to = Math.min(text.length, from + random(3));
      const insert = (mine ? 'abcdef' : 'ABCDEF').slice(0, random(4));
      const change = { from, to, insert };
      if (mine) {
        history.edit(text, change, ['insertText', null][random(2)], step * 400);
      } else {
        for (const letter of text.slice(from, to)) removed.add(letter);
        history.rebase([change]);
      }
      text = applyChanges(text, [change]);
    }
    const written = (/** @type {string} */ of) => of.replace(/[^A-F]/g, '').length;
    let undone = text;
    for (let changes = history.undo(undone); changes.length > 0; changes = history.undo(undone)) undone = applied(undone, changes);
    // The other's letters that the person deleted come back: their deletion was the person's own edit.
    assert.ok(written(undone) >= written(text), `${text} became ${undone}`);
    assert.doesNotMatch(undone, /[a-f]/);
    for (const digit of '123456') assert.equal(undone.includes(digit), !removed.has(digit), `${digit} of ${undone}`);
    let redone = undone;
    for (let changes = history.redo(redone); changes.length > 0; changes = history.redo(redone)) redone = applied(redone, changes);
    assert.equal(redone, text);
  }
});

test('line ends that were not edited stay, and new ones are like the first', () => {
  for (const [stored, text, expected] of [
    ['a\r\nb\r\n', 'a\nb!\n', 'a\r\nb!\r\n'],
    ['a\r\nb\r\n', 'a\nx\nb\n', 'a\r\nx\r\nb\r\n'],
    ['a\rb\nc', 'a\nb\nc\nd', 'a\rb\nc\rd'],
    ['a\r\nb\nc', 'a\nc', 'a\nc'],
    ['a\rx\nb', 'a\n\nb', 'a\r\rb'],
    ['a\nb', 'a\n\nb', 'a\n\nb'],
  ]) {
    const result = withStoredLineEnds(stored, text);
    assert.equal(result, expected);
    assert.equal(withLineFeeds(result), text);
  }
});

test('a part of the content at a JSON pointer', () => {
  const content = { title: 'a', 'b/c~d': [{ text: 'e' }], kept: { n: 1 } };
  assert.deepEqual([partAt(content, ''), partAt(content, '/b~1c~0d/0/text'), partAt(content, '/none/there'), partAt(null, '/title')], [content, 'e', undefined, undefined]);
  const edited = /** @type {any} */ (withPart(content, '/b~1c~0d/0/text', 'f'));
  assert.deepEqual(edited, { title: 'a', 'b/c~d': [{ text: 'f' }], kept: { n: 1 } });
  assert.equal(edited.kept, content.kept);
  assert.deepEqual(withPart(null, '/title', 'new'), { title: 'new' });
  assert.deepEqual(['', '/title', '/none/there', '/title/there'].map((pointer) => hasRoomAt(content, pointer)), [true, true, true, false]);
  assert.deepEqual([hasRoomAt(null, '/title'), hasRoomAt('text', '/title')], [true, false]);
});
