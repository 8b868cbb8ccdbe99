// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compact, isExact, stringifyExactly } from '../../src/syncserver-js/src/json-numbers.js';
import { openDocument } from '../../src/syncserver-js/src/syncserver.js';
import { address, etag, FakeServer } from './fake-server.js';

const before = '{"n":9007199254740993,"x":1e400,"price":1.50,"list":[{"id":1.0},{"id":2.0}],"text":"1e400","-0":-0}';

/** @param {(content: any) => unknown} edit */
const edited = (edit) => {
  const content = JSON.parse(before);
  edit(content);
  return stringifyExactly(content, [before]);
};

test('numbers that nobody changed keep their digits', () => {
  assert.equal(edited(() => {}), before);
  assert.equal(edited((content) => (content.text = 'edited')), before.replace('"1e400"', '"edited"'));
  assert.equal(edited((content) => delete content.price), before.replace('"price":1.50,', ''));
});

test('numbers in a list keep their digits where an element is inserted, removed or changed', () => {
  assert.equal(edited(({ list }) => list.unshift(7)), before.replace('"list":[', '"list":[7,'));
  assert.equal(edited(({ list }) => list.push(7)), before.replace(']', ',7]'));
  assert.equal(edited(({ list }) => list.shift()), before.replace('{"id":1.0},', ''));
  assert.equal(edited(({ list }) => list.pop()), before.replace(',{"id":2.0}', ''));
  assert.equal(edited(({ list }) => (list[0].name = 'a')), before.replace('1.0}', '1.0,"name":"a"}'));
});

test('an element that was moved, or edited beside a removed one, keeps its digits', () => {
  assert.equal(edited(({ list }) => list.reverse()), before.replace('{"id":1.0},{"id":2.0}', '{"id":2.0},{"id":1.0}'));
  const ids = '[{"id":9007199254740993,"t":"a"},{"id":9007199254740995,"t":"b"},{"id":9007199254740997,"t":"c"}]';
  const [a, , c] = JSON.parse(ids);
  assert.equal(stringifyExactly([a, { ...c, t: 'C' }], [ids]), '[{"id":9007199254740993,"t":"a"},{"id":9007199254740997,"t":"C"}]');
  assert.equal(stringifyExactly([a, { id: 1 }, { ...c, t: 'C' }], [ids]), '[{"id":9007199254740993,"t":"a"},{"id":1},{"id":9007199254740997,"t":"C"}]');
});

test('a content that is made of two keeps the digits of both', () => {
  assert.equal(stringifyExactly({ n: JSON.parse('9007199254740993'), m: 2 }, ['{"n":9007199254740993}', '{"m":2.0}']), '{"n":9007199254740993,"m":2.0}');
});

test('a number that the user changed is written as JavaScript writes it', () => {
  assert.equal(edited((content) => (content.n = 5)), before.replace('9007199254740993', '5'));
  assert.equal(edited((content) => (content.list = [3])), before.replace('[{"id":1.0},{"id":2.0}]', '[3]'));
});

test('spaces do not matter, digits do', () => {
  assert.equal(compact(' { "n" : 1.0 , "s" : " 1.0 \\" 2.0 " } '), '{"n":1.0,"s":" 1.0 \\" 2.0 "}');
  assert.deepEqual(['1', '-2.5', '"1e400"', '[1,{"a":"\\"1.0"}]'].map(isExact), [true, true, true, true]);
  assert.deepEqual(['1.0', '-0', '1e3', '9007199254740993'].map(isExact), [false, false, false, false]);
});

test('a save sends the digits of the members that it leaves alone', async (t) => {
  const server = new FakeServer(t);
  const document = await openedWith(server, before);
  document.save({ .../** @type {object} */ (document.content), text: 'edited' });
  void document.flush();
  assert.equal((await server.next()).body, before.replace('"1e400"', '"edited"'));
});

test('a conflict whose numbers JavaScript would round is read from its own address, so that taking it keeps the digits', async (t) => {
  const server = new FakeServer(t);
  const document = await openedWith(server, '{"text":"a"}');
  document.save({ text: 'b' });
  void document.flush();
  const current = `{"version":5,"etag":"\\"v5\\"","contentType":"application/json","content":${before}}`;
  (await server.next()).respondText(412, { 'Content-Type': 'application/problem+json' }, `{"type":"/problems/edit-conflict","current":${current}}`);
  const read = await server.next();
  assert.match(read.url, /revisions\/5$/);
  read.respondText(200, { 'Content-Type': 'application/json', 'Sync-ETag': etag(5), Version: '5' }, before);
  await server.unexpected();
  document.pendingConflict?.takeTheirs();
  document.save({ .../** @type {object} */ (document.content), text: 'edited' });
  void document.flush();
  const save = await server.next();
  assert.deepEqual([save.headers.get('If-Match'), save.body], [etag(5), before.replace('"1e400"', '"edited"')]);
});

/** @param {FakeServer} server @param {string} json */
async function openedWith(server, json) {
  const opening = openDocument(address);
  (await server.next()).respondText(200, { 'Content-Type': 'application/json', 'Sync-ETag': etag(3), Version: '3' }, json);
  return opening;
}
