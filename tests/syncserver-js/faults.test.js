// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { flushAll, listDrafts } from '../../src/syncserver-js/src/outbox.js';
import { MemoryDrafts } from '../../src/syncserver-js/src/memory-drafts.js';
import { openDocument } from '../../src/syncserver-js/src/syncserver.js';
import { tokenSource } from '../../src/syncserver-js/src/tokens.js';
import { FaultProxy, randomFrom, wait } from './fault-proxy.js';
import { signIn, startServer } from './real-server.js';

const seed = Number(process.env.SYNCSERVER_SEED ?? Date.now() % 1_000_000);
const times = Number(process.env.SYNCSERVER_LONG ?? 1);
/** As many runs as this are made, unless a slow machine needs more than this many milliseconds for them. */
const runs = 400 * times;
const limit = 15_000 * times;

/**
 * Calls a function for each number from 0, several at a time.
 * @param {number} concurrency
 * @param {(run: number) => boolean} hasNext
 * @param {(run: number) => Promise<void>} work
 */
async function each(concurrency, hasNext, work) {
  let next = 0;
  await Promise.all(Array.from({ length: concurrency }, async () => {
    while (hasNext(next)) await work(next++);
  }));
}

/** On a slow machine there may be more than the default window between two saves, and a save that was overtaken arrives late. */
const longWindows = ['--Sync:Defaults:Window=00:10:00', '--Sync:ReorderWait=00:01:00'];

/** @param {number} run */
const address = (run) => `/v1/notes/run-${run}`;

/**
 * Opens a document. Opening is not retried by the client.
 * @param {URL} url
 * @param {import('../../src/syncserver-js/src/syncserver.js').OpenOptions} options
 */
async function open(url, options) {
  for (let attempt = 0; ; attempt++) {
    try {
      return await openDocument(url, { contentType: 'text/plain', debounce: 5, maxWait: 20, ...options });
    } catch (error) {
      // The test has failed, and its network is closed.
      if (attempt === 100) throw error;
      await wait(20);
    }
  }
}

/** A draft store that writes nothing after a crash. */
class CrashingDrafts {
  crashed = false;
  /** The last content that was written. */
  written = '';
  #drafts;

  /** @param {MemoryDrafts} drafts */
  constructor(drafts) {
    this.#drafts = drafts;
  }

  /** @param {string} user @param {string} [document] */
  list(user, document) {
    return this.#drafts.list(user, document);
  }

  /** @param {import('../../src/syncserver-js/src/drafts.js').Draft} draft */
  async put(draft) {
    if (this.crashed) return;
    this.written = String(draft.content);
    await this.#drafts.put(draft);
  }

  /** @param {import('../../src/syncserver-js/src/drafts.js').DraftKey} key */
  async remove(key) {
    if (!this.crashed) await this.#drafts.remove(key);
  }
}

/** A draft store that fails at times. */
class FailingDrafts extends MemoryDrafts {
  fails = true;
  failures = 0;
  #random;

  /** @param {() => number} random */
  constructor(random) {
    super();
    this.#random = random;
  }

  /** @override @param {import('../../src/syncserver-js/src/drafts.js').Draft} draft */
  async put(draft) {
    await this.#fail();
    await super.put(draft);
  }

  /** @override @param {import('../../src/syncserver-js/src/drafts.js').DraftKey} key */
  async remove(key) {
    await this.#fail();
    await super.remove(key);
  }

  async #fail() {
    if (!this.fails || this.#random() >= 0.1) return;
    this.failures++;
    throw new Error('The disk failed.');
  }
}

test(`one writer on a faulty network, whose program crashes at times, loses nothing and has no conflict (SYNCSERVER_SEED=${seed})`, async (t) => {
  const random = randomFrom(seed);
  const server = await startServer(t, longWindows);
  const proxy = new FaultProxy(server, random);
  const network = await proxy.start(t);
  const { accessToken } = await signIn(server, 'Ann');
  const token = async () => accessToken;
  /** The content that each document must have at the end. @type {string[]} */
  const ends = [];
  let crashes = 0;

  const end = performance.now() + limit;
  await each(200, (run) => run < runs && performance.now() < end, async (run) => {
    const drafts = new MemoryDrafts();
    let text = '';
    for (let life = random() < 0.3 ? 2 : 1; life > 0; life--) {
      const store = new CrashingDrafts(drafts);
      const document = await open(new URL(address(run), network), { token, drafts: store });
      assert.ok(String(document.content ?? '').startsWith(text), `run ${run}: "${text}" was typed, "${document.content}" is there`);
      text = String(document.content ?? '');
      for (let word = 0; word < 6; word++) {
        document.save(text += `${run}.${life}.${word} `);
        await wait(random() * 20);
        if (random() < 0.3) void document.flush();
      }
      if (life > 1) {
        crashes++;
        if (random() < 0.5) await wait(random() * 300);
        store.crashed = true;
        // What was written to the draft is certain; what was sent later may have arrived.
        text = store.written;
        await document.close(true);
      } else {
        const { state, error } = await document.flush();
        assert.equal(state, 'saved', `run ${run}: ${error ?? JSON.stringify(document.pendingConflict)}`);
        assert.equal(document.content, text);
        await document.close();
      }
    }
    ends[run] = text;
  });

  proxy.faulty = false;
  // Delayed copies arrive.
  await wait(500);
  t.diagnostic(`${ends.length} runs, ${crashes} crashes, ${JSON.stringify(proxy.counts)}`);
  assert.equal(proxy.counts['412'] ?? 0, 0);
  await each(200, (run) => run < ends.length, async (run) => {
    const response = await fetch(new URL(address(run), server), { headers: { Authorization: `Bearer ${accessToken}` } });
    assert.equal(await response.text(), ends[run], `run ${run}`);
  });
});

test(`two writers who merge on a faulty network lose no word (SYNCSERVER_SEED=${seed})`, async (t) => {
  const random = randomFrom(seed + 1);
  const server = await startServer(t, longWindows);
  const proxy = new FaultProxy(server, random);
  const network = await proxy.start(t);
  const tokens = await Promise.all(['Ann', 'Bob'].map(async (name) => (await signIn(server, name)).accessToken));
  const end = performance.now() + limit / 2.5;
  let done = 0;

  await each(40, (run) => run < runs / 4 && performance.now() < end, async (run) => {
    const url = new URL(address(run), network);
    const first = await open(url, { token: async () => tokens[0], contentType: 'application/json' });
    first.save({ ann: '', bob: '' });
    assert.equal((await first.flush()).state, 'saved');
    await first.close();

    const typed = { ann: '', bob: '' };
    const documents = await Promise.all(/** @type {const} */ (['ann', 'bob']).map(async (name, index) => {
      const document = await open(url, { token: async () => tokens[index], contentType: 'application/json', merge: true });
      document.onRemoteChange = () => {};
      for (let word = 0; word < 6; word++) {
        // As an editor does: the other's words stay, and the next word is appended to the writer's own.
        const content = /** @type {typeof typed} */ (document.content);
        typed[name] += `${word} `;
        document.save({ ...content, [name]: `${content[name]}${word} ` });
        await wait(random() * 40);
        if (random() < 0.3) void document.flush();
      }
      const { state, error } = await document.flush();
      assert.equal(state, 'saved', `run ${run}: ${name} has ${JSON.stringify(document.content)}, ${error ?? JSON.stringify(document.pendingConflict)}`);
      return document;
    }));
    // The last words of the other writer arrive as remote changes.
    for (const document of documents) {
      const end = performance.now() + 60_000;
      while (!isDeepStrictEqual(document.content, typed) && performance.now() < end) await wait(20);
      assert.deepEqual(document.content, typed, `run ${run}`);
      assert.equal(document.status.state, 'saved');
      await document.close();
    }
    const response = await fetch(new URL(address(run), server), { headers: { Authorization: `Bearer ${tokens[0]}` } });
    assert.deepEqual(await response.json(), typed, `run ${run}`);
    done++;
  });
  t.diagnostic(`${done} runs, ${JSON.stringify(proxy.counts)}`);
});

test(`several tabs that share a sign-in and a draft store, while tokens expire and the store fails, lose nothing (SYNCSERVER_SEED=${seed})`, async (t) => {
  const random = randomFrom(seed + 2);
  const server = await startServer(t, longWindows);
  const proxy = new FaultProxy(server, random);
  proxy.expiry = 0.05;
  const network = await proxy.start(t);
  /** @type {import('../../src/syncserver-js/src/tokens.js').Tokens | null} */
  let pair = await signIn(server, 'Ann');
  /** @type {Promise<unknown>} */
  let renewing = Promise.resolve();
  const store = {
    read: () => pair,
    write: (/** @type {typeof pair} */ tokens) => void (pair = tokens),
    /** @template Result @param {() => Promise<Result>} work @returns {Promise<Result>} */
    exclusively: (work) => {
      const done = renewing.then(work);
      renewing = done.catch(() => {});
      return done;
    },
  };
  const tabs = Array.from({ length: 3 }, () => tokenSource({ store, refreshUrl: new URL('/v1/auth/refresh', network) }));
  const drafts = new FailingDrafts(random);
  /** @type {string[]} */
  const ends = [];

  const end = performance.now() + limit / 2.5;
  await each(60, (run) => run < runs / 4 && performance.now() < end, async (run) => {
    let text = '';
    for (let life = 0; life < 2; life++) {
      const document = await open(new URL(address(run), network), { token: tabs[Math.floor(random() * 3)], drafts, user: 'ann', closeWait: 60_000 });
      // A copy may be older; what was closed was saved, or is in a draft.
      for (const until = performance.now() + 60_000; document.content !== (text || null) && performance.now() < until;) await wait(20);
      assert.equal(document.content, text || null, `run ${run}`);
      for (let word = 0; word < 4; word++) {
        document.save(text += `${run}.${life}.${word} `);
        await wait(random() * 30);
        if (random() < 0.3) void document.flush();
      }
      if (random() < 0.5) {
        // What is not saved is left to the draft, which the store takes now.
        drafts.fails = false;
        await document.close(true);
        drafts.fails = true;
      } else {
        while ((await document.flush()).state !== 'saved') await wait(20);
        await document.close();
      }
    }
    ends[run] = text;
  });

  drafts.fails = proxy.faulty = false;
  await wait(500);
  const options = { token: tabs[0], drafts, user: 'ann', baseUrl: new URL('/v1/', network) };
  const left = (await listDrafts(options)).length;
  assert.deepEqual(await flushAll(options), []);
  t.diagnostic(`${ends.length} runs, ${left} drafts sent at the end, ${drafts.failures} failures of the store, ${JSON.stringify(proxy.counts)}`);
  await each(200, (run) => run < ends.length, async (run) => {
    const response = await fetch(new URL(address(run), server), { headers: { Authorization: `Bearer ${await tabs[1]()}` } });
    assert.equal(await response.text(), ends[run], `run ${run}`);
  });
});
