// @ts-check
import { FakeDocument } from './fake-document.js';

/** How long a save waits for its parent on the server. */
const reorderWait = 2000;

/** @typedef {{ due: number, order: number, action: () => void, every: number | null }} Timer */
/** @typedef {{ attempt: () => Response | null, send: (response: Response) => void }} Waiting */

/**
 * A simulation of a server with one document, a faulty network and a clock. It replaces `fetch`, the timers and the date until it is closed. The clock
 * advances as soon as there is nothing to do. All random choices come from one source, so that a seed repeats a run.
 */
export class FakeWorld {
  #random;
  /** @type {(() => void)[]} */
  #restores = [];
  /** @type {Map<number, Timer>} */
  #timers = new Map();
  #order = 0;
  #now = 0;
  /** @type {Set<Waiting>} */
  #waiting = new Set();
  /** @type {Set<ReadableStreamDefaultController<Uint8Array>>} */
  #streams = new Set();

  /** Whether faults are injected. */
  faulty = true;

  /** How many saves were accepted after they were refused: a late copy arrived when the parent was there. The client does not know of them. */
  acceptedLate = 0;
  /** @type {Set<string>} */
  #refused = new Set();

  /** How often each status and fault occurred. @type {Record<string, number>} */
  counts = {};

  document = new FakeDocument(() => this.#now);

  /** @param {() => number} random */
  constructor(random) {
    this.#random = random;
    const set = (/** @type {() => void} */ action, /** @type {number} */ delay, /** @type {boolean} */ again) => {
      this.#timers.set(++this.#order, { due: this.#now + Math.max(1, delay), order: this.#order, action, every: again ? delay : null });
      return this.#order;
    };
    const clear = (/** @type {number} */ timer) => void this.#timers.delete(timer);
    // The mocks of the test runner record every call, which is too much here.
    this.#replace(globalThis, {
      setTimeout: (/** @type {() => void} */ action, /** @type {number} */ delay) => set(action, delay, false),
      setInterval: (/** @type {() => void} */ action, /** @type {number} */ delay) => set(action, delay, true),
      clearTimeout: clear,
      clearInterval: clear,
      fetch: (/** @type {URL} */ url, /** @type {RequestInit} */ init) => this.#fetch(new URL(url), init),
    });
    this.#replace(Date, { now: () => this.#now });
    this.#replace(Math, { random });
  }

  /** @param {object} target @param {Record<string, unknown>} members */
  #replace(target, members) {
    const before = Object.fromEntries(Object.keys(members).map((name) => [name, Reflect.get(target, name)]));
    this.#restores.push(() => Object.assign(target, before));
    Object.assign(target, members);
  }

  /** Restores `fetch`, the timers and the date. */
  close() {
    for (const restore of this.#restores) restore();
  }

  /** Waits by the simulated clock. @param {number} milliseconds @returns {Promise<void>} */
  wait(milliseconds) {
    return new Promise((resolve) => setTimeout(resolve, milliseconds));
  }

  /**
   * Advances the clock until the work is done.
   * @param {Promise<unknown>} work
   * @param {number} limit Simulated milliseconds after which it has failed.
   */
  async run(work, limit) {
    let done = false;
    const settled = work.finally(() => (done = true));
    settled.catch(() => {});
    for (const end = this.#now + limit; ;) {
      for (let turn = 0; turn < 2; turn++) await new Promise(setImmediate);
      if (done) return settled;
      const [next] = [...this.#timers.values()].sort((one, other) => one.due - other.due);
      if (!next || next.due > end) throw new Error('The work did not complete.');
      this.#now = Math.max(this.#now, next.due);
      if (next.every === null) this.#timers.delete(next.order);
      else next.due = this.#now + next.every;
      next.action();
    }
  }

  /**
   * @param {URL} url
   * @param {RequestInit} init
   * @returns {Promise<Response>}
   */
  #fetch(url, init) {
    return new Promise((resolve, reject) => {
      const { signal } = init;
      const lose = () => reject(signal?.aborted ? signal.reason : new TypeError('fetch failed'));
      if (signal?.aborted) return lose();
      signal?.addEventListener('abort', lose);
      const fault = this.faulty ? this.#random() : 1;
      const arrive = (/** @type {(response: Response) => void} */ send) => this.#serve(url, init, send);
      const respond = (/** @type {Response} */ response) => this.#later(() => resolve(response), 1);
      if (fault < 0.08) return this.#count('lost before'), this.#later(lose, 1);
      if (fault < 0.1) return this.#count('no response');
      const busy = [408, 429, 502, 503, 504][Math.floor(this.#random() * 5)];
      if (fault < 0.13) return this.#count('busy'), respond(new Response(null, { status: busy, headers: { 'Retry-After': '1' } }));
      // A duplicate arrives later, and its response is discarded.
      if (fault < 0.2) this.#count('duplicated'), this.#later(() => arrive(() => {}), this.#random() < 0.5 ? 4 : 400);
      // The request arrives, even if the client has cancelled it meanwhile.
      this.#later(() => arrive((response) => {
        if (fault >= 0.2 && fault < 0.28) return this.#count('lost after'), this.#later(lose, 1);
        if (fault >= 0.28 && fault < 0.3) return this.#count('response lost silently');
        this.#count(String(response.status));
        respond(response);
      }), 1);
    });
  }

  /** Delays by so much that later requests may overtake. @param {() => void} action @param {number} times */
  #later(action, times) {
    if (this.faulty) setTimeout(action, this.#random() * (this.#random() < 0.1 ? 600 : 60) * times);
    else setTimeout(action, 1);
  }

  /**
   * @param {URL} url
   * @param {RequestInit} init
   * @param {(response: Response) => void} send
   */
  #serve(url, { method = 'GET', headers, body, signal }, send) {
    const revision = /revisions\/(\d+)$/.exec(url.pathname);
    if (revision) return send(this.#contentOf(this.document.versions[Number(revision[1]) - 1]));
    if (method === 'GET') return send(url.pathname.endsWith('/events') ? this.#stream(signal) : this.#read(new Headers(headers)));
    const request = { method, headers: new Headers(headers), body: typeof body === 'string' ? body : null };
    const attempt = (waited = false) => {
      const versions = this.document.versions.length;
      const decision = this.document.decide(request, waited);
      if (this.document.versions.length > versions) this.#publish();
      const save = `${request.headers.get('Session-Id')} ${request.headers.get('Save-Sequence')}`;
      if (decision?.status === 412) this.#refused.add(save);
      else if (decision && !decision.problem && this.#refused.delete(save)) this.acceptedLate++;
      return decision && this.#responseOf(decision);
    };
    const response = attempt();
    if (response) {
      send(response);
      // Saves that waited for this one are decided again.
      for (const waiting of [...this.#waiting]) {
        const late = waiting.attempt();
        if (late && this.#waiting.delete(waiting)) waiting.send(late);
      }
      return;
    }
    const waiting = { attempt: () => attempt(), send };
    this.#waiting.add(waiting);
    setTimeout(() => this.#waiting.delete(waiting) && send(/** @type {Response} */ (attempt(true))), reorderWait);
  }

  /** @param {Headers} headers */
  #read(headers) {
    const { head } = this.document;
    return head ? this.#contentOf(head, headers) : new Response('{"type":"/problems/not-found"}', { status: 404 });
  }

  /** @param {import('./fake-document.js').Version} head @param {Headers} [headers] */
  #contentOf(head, headers) {
    const named = { 'Sync-ETag': this.document.etag(head.version), Version: String(head.version) };
    if (headers?.get('If-None-Match') === named['Sync-ETag']) return new Response(null, { status: 304, headers: named });
    if (head.body === null) return new Response('{"type":"/problems/gone"}', { status: 410, headers: named });
    return new Response(head.body, { headers: { ...named, 'Content-Type': 'application/json' } });
  }

  /** @param {import('./fake-document.js').Decision} decision */
  #responseOf({ status, version, outcome, content, problem }) {
    if (problem?.current?.content && this.#random() < 0.2) {
      // As if the content were too large for the response.
      const { content, ...current } = problem.current;
      problem = { ...problem, current: { ...current, contentUrl: `/v1/notes/one/revisions/${current.version}` } };
    }
    if (problem) return new Response(JSON.stringify(problem), { status, headers: { 'Content-Type': 'application/problem+json' } });
    const headers = { 'Sync-ETag': this.document.etag(version ?? 0), Version: String(version), 'Save-Outcome': outcome ?? '' };
    return new Response(content, { status, headers: content === null ? headers : { ...headers, 'Content-Type': 'application/json' } });
  }

  /** @param {AbortSignal | null | undefined} signal */
  #stream(signal) {
    const body = new ReadableStream({
      start: (stream) => {
        this.#streams.add(stream);
        const end = () => this.#streams.delete(stream) && stream.error(new TypeError('terminated'));
        signal?.addEventListener('abort', end);
        if (this.faulty) setTimeout(end, this.#random() * 3000);
        this.#send(stream);
      },
    });
    return new Response(body, { headers: { 'Content-Type': 'text/event-stream' } });
  }

  #publish() {
    for (const stream of this.#streams) this.#send(stream);
  }

  /** @param {ReadableStreamDefaultController<Uint8Array>} stream */
  #send(stream) {
    const { head } = this.document;
    const data = JSON.stringify({ version: head?.version });
    if (head) stream.enqueue(new TextEncoder().encode(`event: ${head.body === null ? 'deleted' : 'saved'}\nid: ${head.version}\ndata: ${data}\n\n`));
  }

  /** @param {string} name */
  #count(name) {
    this.counts[name] = (this.counts[name] ?? 0) + 1;
  }
}
