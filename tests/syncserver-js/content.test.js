// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bodyOf, encode, parse, UnreadableContentError } from '../../src/syncserver-js/src/content.js';

/** @param {string | Uint8Array<ArrayBuffer>} body @param {string} type */
const response = (body, type) => new Response(body, { headers: { 'Content-Type': type, Version: '7' } });

for (const [type, content] of /** @type {const} */ ([
  ['application/json', { title: 'Tee', list: [1, null] }],
  ['application/vnd.note+json; charset=utf-8', 'a string'],
  ['text/markdown', '# Grüße'],
  ['text/plain; charset="UTF-8"', '\uFEFFafter a byte order mark'],
  ['image/png', new Uint8Array([0, 255, 10])],
])) {
  test(`${type} is encoded and decoded`, async () => {
    const body = encode(content, type);
    assert.deepEqual(await bodyOf(response(body, type), type), body);
    assert.deepEqual(parse(body, type), content);
  });
}

for (const [expected, type, body] of /** @type {const} */ ([
  ['application/json', 'text/plain', '{}'],
  ['application/json', '', '{}'],
  ['application/json', 'application/json', 'not JSON'],
  ['application/json', 'application/json; charset=utf-16', '{}'],
  ['application/json', 'application/json', new Uint8Array([0x22, 0xff, 0x22])],
  ['text/html', 'text/plain', 'a < b'],
  ['text/plain', 'text/plain; charset=iso-8859-1', 'Tee'],
  ['text/plain', 'text/plain', new Uint8Array([0xfc])],
  ['image/png', 'image/jpeg', new Uint8Array([1])],
])) {
  test(`a document of ${expected} cannot show ${JSON.stringify(body)} of "${type}"`, async () => {
    await assert.rejects(bodyOf(response(body, type), expected), (error) => {
      assert.ok(error instanceof UnreadableContentError);
      assert.deepEqual([error.version, error.contentType], [7, type]);
      return true;
    });
  });
}

test('JSON with a byte order mark is read as without', async () => {
  assert.equal(await bodyOf(response('\uFEFF{ "a": 1 }', 'application/json'), 'application/json'), '{"a":1}');
});

test('content that does not fit its type throws', () => {
  assert.throws(() => encode(undefined, 'application/json'), TypeError);
  assert.throws(() => encode({}, 'text/plain'), TypeError);
  assert.throws(() => encode('abc', 'application/octet-stream'), TypeError);
});

test('bytes are copied', () => {
  const bytes = new Uint8Array([1]);
  const body = encode(bytes, 'image/png');
  bytes[0] = 2;
  assert.deepEqual(body, new Uint8Array([1]));
});
