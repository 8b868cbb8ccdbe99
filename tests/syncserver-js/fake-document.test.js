// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeDocument } from './fake-document.js';

/**
 * Decides one save.
 * @param {FakeDocument} document
 * @param {string} session
 * @param {number} sequence
 * @param {string | null} ifMatch
 * @param {object | null} content null for a delete.
 * @param {Record<string, string>} [more]
 */
function save(document, session, sequence, ifMatch, content, more) {
  const headers = new Headers({
    'Session-Id': session, 'Save-Sequence': String(sequence), ...(ifMatch ? { 'If-Match': ifMatch } : { 'If-None-Match': '*' }), 'On-Conflict': 'reject', ...more,
  });
  return document.decide({ method: content === null ? 'DELETE' : 'PUT', headers, body: content && JSON.stringify(content) }, false);
}

/** The examples of docs/protocol.md, section 4: the fake that the clients are tested against decides as the protocol does. */
test('skip, superseded and replay', () => {
  const document = new FakeDocument(() => 0);
  const one = document.etag(1);
  assert.equal(save(document, 'amy', 1, null, { title: 'Plan' })?.outcome, 'created');
  assert.equal(save(document, 'amy', 2, one, { title: 'Plan A' })?.outcome, 'verified');
  assert.equal(save(document, 'amy', 3, one, { title: 'Plan AB' }, { 'Save-Parent': '2' })?.outcome, 'session');
  assert.equal(save(document, 'amy', 5, document.etag(3), { title: 'Plan ABCD' }, { 'Save-Parent': '4' })?.outcome, 'verified');
  assert.deepEqual(save(document, 'amy', 4, document.etag(3), { title: 'Plan ABC' }), {
    status: 200, version: 4, outcome: 'superseded', content: '{"title":"Plan ABCD"}',
  });
  assert.equal(save(document, 'ben', 1, document.etag(4), { title: "Ben's plan" })?.version, 5);
  assert.deepEqual(save(document, 'amy', 5, document.etag(3), { title: 'Plan ABCD' }), { status: 204, version: 4, outcome: 'replayed', content: null });
  assert.equal(save(document, 'amy', 5, document.etag(3), { title: 'Other' })?.problem?.type, '/problems/sequence-reused');
});

test('conflict', () => {
  const document = new FakeDocument(() => 0);
  save(document, 'amy', 1, null, { title: 'Plan' });
  save(document, 'ben', 1, document.etag(1), { title: "Ben's plan" });
  const refused = save(document, 'amy', 2, document.etag(1), { title: 'Plan E' });
  assert.deepEqual([refused?.status, refused?.problem?.self, refused?.problem?.current.version, refused?.problem?.mergeable], [412, false, 2, false]);
  assert.equal(save(document, 'amy', 3, document.etag(2), { title: 'Plan E' })?.outcome, 'verified');
});

test('merge with Save-Parent, which waits for its parent', () => {
  const document = new FakeDocument(() => 0);
  const merge = { 'On-Conflict': 'merge' };
  save(document, 'amy', 1, null, { title: 'Plan', text: 'Meet' });
  save(document, 'ben', 1, document.etag(1), { title: 'Plan', text: 'Meet at 9' });
  assert.equal(save(document, 'amy', 3, document.etag(1), { title: 'Plan BC', text: 'Meet' }, { ...merge, 'Save-Parent': '2' }), null);
  assert.equal(save(document, 'amy', 2, document.etag(1), { title: 'Plan B', text: 'Meet' }, merge)?.content, '{"title":"Plan B","text":"Meet at 9"}');
  const second = save(document, 'amy', 3, document.etag(1), { title: 'Plan BC', text: 'Meet' }, { ...merge, 'Save-Parent': '2' });
  assert.deepEqual(second, { status: 200, version: 4, outcome: 'merged', content: '{"title":"Plan BC","text":"Meet at 9"}' });
  const orphan = save(document, 'amy', 4, document.etag(1), { title: 'Plan BCD', text: 'Meet' }, merge);
  assert.equal(orphan?.status, 412, 'it says that it was made on version 1, which it was not');
});

test('re-creation names the tombstone', () => {
  const document = new FakeDocument(() => 0);
  save(document, 'amy', 1, null, { title: 'Plan' });
  assert.equal(save(document, 'amy', 2, document.etag(1), null)?.outcome, 'deleted');
  const refused = save(document, 'ben', 3, null, { title: 'Again' });
  assert.deepEqual([refused?.status, refused?.problem?.current.deleted, refused?.problem?.current.etag], [412, true, document.etag(2)]);
  assert.equal(save(document, 'ben', 4, document.etag(2), { title: 'Again' })?.outcome, 'created');
});

test('after the window, and in the run of another session, the ETag counts', () => {
  let now = 0;
  const document = new FakeDocument(() => now);
  save(document, 'amy', 1, null, { title: 'a' });
  save(document, 'amy', 2, document.etag(1), { title: 'b' });
  now = 30_001;
  assert.equal(save(document, 'amy', 3, document.etag(1), { title: 'c' })?.status, 412);
  assert.equal(save(document, 'amy', 4, document.etag(2), { title: 'd' })?.outcome, 'verified');
  save(document, 'ben', 1, document.etag(3), { title: 'e' });
  assert.equal(save(document, 'ben', 2, document.etag(2), { title: 'f' })?.status, 412);
  assert.equal(save(document, 'ben', 3, document.etag(3), { title: 'f' })?.outcome, 'session');
});
