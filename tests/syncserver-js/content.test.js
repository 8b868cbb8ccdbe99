// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode, encode } from '../../src/syncserver-js/src/content.js';

for (const [type, content] of /** @type {const} */ ([
  ['application/json', { title: 'Tee', list: [1, null] }],
  ['application/vnd.note+json; charset=utf-8', 'a string'],
  ['text/markdown', '# Grüße'],
  ['image/png', new Uint8Array([0, 255, 10])],
])) {
  test(`${type} is encoded and decoded`, async () => {
    const response = new Response(encode(content, type), { headers: { 'Content-Type': type } });
    assert.deepEqual(await decode(response), content);
  });
}

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
