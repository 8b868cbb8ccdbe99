// @ts-check
import { openDocument } from '../../src/syncserver-js/src/syncserver.js';

export const address = 'http://sync.test/v1/notes/one';

/** The ETag of a version, as the fake makes them. @param {number} version */
export const etag = (version) => `"v${version}"`;

/** One request; the test responds to it. */
class FakeRequest {
  #resolve;
  #reject;
  #signal;

  /**
   * @param {string | URL} url
   * @param {RequestInit} init
   * @param {(response: Response) => void} resolve
   * @param {(error: unknown) => void} reject
   */
  constructor(url, init, resolve, reject) {
    this.url = String(url);
    this.method = init.method ?? 'GET';
    this.headers = new Headers(init.headers);
    this.body = init.body;
    this.keepalive = init.keepalive ?? false;
    this.aborted = false;
    this.#signal = init.signal;
    this.#resolve = resolve;
    this.#reject = reject;
    init.signal?.addEventListener('abort', () => {
      this.aborted = true;
      reject(init.signal?.reason);
    });
  }

  /** What a retry must have in common with the first attempt. */
  get identity() {
    return [this.method, this.url, ...this.headers, this.body].join('\n');
  }

  get sequence() {
    return Number(this.headers.get('Save-Sequence'));
  }

  /** @param {number} status @param {Record<string, string>} headers @param {unknown} [json] */
  respond(status, headers, json) {
    const body = json === undefined ? null : JSON.stringify(json);
    const type = status >= 400 ? 'application/problem+json' : 'application/json';
    this.#resolve(new Response(body, { status, headers: body === null ? headers : { 'Content-Type': type, ...headers } }));
  }

  /** @param {number} status @param {Record<string, string>} headers @param {string} [text] */
  respondText(status, headers, text) {
    this.#resolve(new Response(text ?? null, { status, headers: text === undefined ? headers : { 'Content-Type': 'text/plain; charset=utf-8', ...headers } }));
  }

  /** @param {number} version @param {string} [outcome] */
  accept(version, outcome = 'verified') {
    this.respond(outcome === 'created' ? 201 : 204, {
      ETag: `W/${etag(version)}`, 'Sync-ETag': etag(version), Version: String(version), 'Save-Outcome': outcome,
    });
  }

  /** Accepts the save with other content than was sent. @param {number} version @param {unknown} content @param {string} [outcome] */
  store(version, content, outcome = 'merged') {
    this.respond(200, { 'Sync-ETag': etag(version), Version: String(version), 'Save-Outcome': outcome }, content);
  }

  /** Responds with an event stream that stays open. @returns {(text: string) => void} Sends a chunk. */
  stream() {
    /** @type {ReadableStreamDefaultController<Uint8Array>} */
    let parts;
    const body = new ReadableStream({ start: (controller) => void (parts = controller) });
    this.#signal?.addEventListener('abort', () => parts.error(this.#signal?.reason));
    this.#resolve(new Response(body, { headers: { 'Content-Type': 'text/event-stream' } }));
    return (text) => parts.enqueue(new TextEncoder().encode(text));
  }

  /** @param {object} members */
  conflict(members) {
    this.respond(412, {}, { type: '/problems/edit-conflict', title: 'Another session saved.', conflictId: 'c1', self: false, ...members });
  }

  /** The network loses the request. */
  lose() {
    this.#reject(new TypeError('fetch failed'));
  }
}

/** Replaces `fetch` and the clock for one test. */
export class FakeServer {
  /** @type {FakeRequest[]} */
  requests = [];
  #seen = 0;
  #clock;

  /** @param {import('node:test').TestContext} test */
  constructor(test) {
    this.#clock = test.mock.timers;
    this.#clock.enable({ apis: ['setTimeout', 'setInterval'] });
    test.mock.method(globalThis, 'fetch', (/** @type {string} */ url, /** @type {RequestInit} */ init) =>
      new Promise((resolve, reject) => this.requests.push(new FakeRequest(url, init, resolve, reject))));
    // Jitter has its own test.
    test.mock.method(Math, 'random', () => 1);
  }

  /** The next request. @returns {Promise<FakeRequest>} */
  async next() {
    for (let turn = 0; turn < 100; turn++) {
      if (this.requests.length > this.#seen) return this.requests[this.#seen++];
      await new Promise(setImmediate);
    }
    throw new Error('No request came.');
  }

  /** The next request, for which time passes. @param {number} most Milliseconds. */
  async nextAfter(most) {
    for (let step = 0; step < 100 && await this.unexpected() === 0; step++) this.#clock.tick(most / 100);
    return this.next();
  }

  /** How many requests are waiting for `next`. */
  async unexpected() {
    for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
    return this.requests.length - this.#seen;
  }

  /** Advances the clock. @param {number} milliseconds */
  async pass(milliseconds) {
    await this.unexpected();
    this.#clock.tick(milliseconds);
  }

  /** Opens the document at that version. @param {number} version @param {unknown} content @param {object} [options] */
  async open(version, content, options) {
    const opening = openDocument(address, options);
    (await this.next()).respond(200, { 'Sync-ETag': etag(version), Version: String(version) }, content);
    return opening;
  }
}
