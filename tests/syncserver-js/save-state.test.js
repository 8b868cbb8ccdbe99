// @ts-check
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as transitions from '../../src/syncserver-js/src/save-state.js';

/** @typedef {import('../../src/syncserver-js/src/save-state.js').SaveState} SaveState */
/** @typedef {Record<string, any>} Event One event of protocol 13, named by its first member. */

/** The rows of the second table of protocol 13, as data that any client can run. @type {{ name: string, events: Event[], expect: Record<string, any> }[]} */
const cases = JSON.parse(readFileSync(new URL('save-state.cases.json', import.meta.url), 'utf8'));

/** @param {SaveState} state @param {Event} event @returns {SaveState} */
function after(state, event) {
  const [name] = Object.keys(event);
  const value = event[name];
  const sent = { sequence: value, headers: {}, body: null };
  const save = state.inFlight.find(({ sequence }) => sequence === value) ?? sent;
  switch (name) {
    case 'opened': return transitions.adopt(state, value && { version: value.version, etag: value.etag }, value?.content ?? null);
    case 'typed': return transitions.type(state, value);
    case 'sent': {
      const next = transitions.nextSave(state, { contentType: 'text/plain', merge: true, conflictId: null });
      assert.equal(next.sequence, value);
      const { headers } = next;
      if ('ifMatch' in event) assert.deepEqual([headers['If-Match'] ?? null, headers['If-None-Match'] ?? null], event.ifMatch ? [event.ifMatch, null] : [null, '*']);
      if ('parent' in event) assert.equal(headers['Save-Parent'] ?? null, event.parent && String(event.parent));
      assert.deepEqual([headers['Session-Id'], headers['Save-Sequence']], [state.session, String(value)]);
      return transitions.send(state, next);
    }
    case 'accepted': return transitions.accept(state, save, { version: event.version, etag: event.etag }, event.content ?? null);
    case 'superseded': return transitions.supersede(state, save);
    case 'refused': return transitions.refuse(state, save);
    case 'settled': return transitions.settle(state, value);
    case 'session': return transitions.changeSession(state, value);
    default: throw new Error(`There is no event "${name}".`);
  }
}

for (const { name, events, expect } of cases) {
  test(name, () => {
    const state = events.reduce(after, transitions.initialState('first'));
    const seen = /** @type {Record<string, unknown>} */ ({
      ...state, parent: transitions.parentOf(state), inFlight: state.inFlight.map(({ sequence }) => sequence),
    });
    assert.deepEqual(Object.fromEntries(Object.keys(expect).map((member) => [member, seen[member]])), expect);
  });
}

test('a delete has no content type and no way to merge', () => {
  const state = transitions.type(transitions.adopt(transitions.initialState('first'), { version: 3, etag: '"3"' }, 'a'), null);
  const { headers } = transitions.nextSave(state, { contentType: 'text/plain', merge: true, conflictId: 'c1' });
  assert.deepEqual(headers, { 'Session-Id': 'first', 'Save-Sequence': '1', 'If-Match': '"3"', 'Conflict-Id': 'c1' });
});
