// @ts-check
import { Agent, createServer, request } from 'node:http';

/** Random numbers that a seed repeats (mulberry32). @param {number} seed @returns {() => number} */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6D2B79F5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Waits. @param {number} milliseconds @returns {Promise<void>} */
export const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A faulty network: it delays, drops, duplicates and reorders requests and responses, and responds at times that the server is busy. */
export class FaultProxy {
  #upstream;
  #random;
  #agent = new Agent({ keepAlive: true });
  #server = createServer((incoming, outgoing) => void this.#handle(incoming, outgoing));

  /** Whether faults are injected. */
  faulty = true;

  /** How often a token is refused as if it had expired, 0 to 1. */
  expiry = 0;

  /** How often each status and fault occurred. @type {Record<string, number>} */
  counts = {};

  /**
   * @param {URL} upstream
   * @param {() => number} random
   */
  constructor(upstream, random) {
    this.#upstream = upstream;
    this.#random = random;
  }

  /** Listens until the test ends. @param {import('node:test').TestContext} test @returns {Promise<URL>} */
  async start(test) {
    test.after(() => {
      this.#server.closeAllConnections();
      this.#server.close();
      this.#agent.destroy();
    });
    await new Promise((resolve) => this.#server.listen(0, '127.0.0.1', () => resolve(undefined)));
    const address = /** @type {import('node:net').AddressInfo} */ (this.#server.address());
    return new URL(`http://127.0.0.1:${address.port}`);
  }

  /**
   * @param {import('node:http').IncomingMessage} incoming
   * @param {import('node:http').ServerResponse} outgoing
   */
  async #handle(incoming, outgoing) {
    /** @type {Buffer[]} */
    const parts = [];
    try {
      for await (const part of incoming) parts.push(part);
      const body = Buffer.concat(parts);
      const fault = this.faulty ? this.#random() : 1;
      await this.#delay();
      if (fault < 0.08) return this.#drop(incoming, 'dropped before');
      if (fault < 0.11) return this.#busy(outgoing);
      const isSignIn = incoming.url?.startsWith('/v1/auth/');
      if (this.faulty && !isSignIn && this.#random() < this.expiry) return this.#refuse(outgoing);
      // A duplicate arrives later, and its response is discarded. Two refresh tokens that are used one after the other end the sign-in.
      if (fault < 0.18 && !isSignIn) void this.#delay(4).then(() => this.#forward(incoming, body)).catch(() => {});
      if (fault < 0.18 && !isSignIn) this.#count('duplicated');
      const response = await this.#forward(incoming, body, (stream) => this.#stream(stream, outgoing));
      await this.#delay();
      if (fault >= 0.18 && fault < 0.26) return this.#drop(incoming, 'dropped after');
      this.#count(String(response.status));
      outgoing.writeHead(response.status, response.headers).end(response.body);
    } catch {
      // The client or the server closed its connection.
      incoming.socket.destroy();
    }
  }

  /**
   * Forwards an event stream until it is cut off.
   * @param {import('node:http').IncomingMessage} stream
   * @param {import('node:http').ServerResponse} outgoing
   */
  #stream(stream, outgoing) {
    this.#count('streams');
    outgoing.writeHead(stream.statusCode ?? 0, stream.headers).flushHeaders();
    stream.pipe(outgoing);
    const timer = this.faulty ? setTimeout(() => outgoing.destroy(), this.#random() * 1000) : undefined;
    outgoing.on('close', () => {
      clearTimeout(timer);
      stream.destroy();
    });
  }

  /**
   * @param {import('node:http').IncomingMessage} incoming
   * @param {Buffer} body
   * @param {(stream: import('node:http').IncomingMessage) => void} [streaming] Handles an event stream.
   * @returns {Promise<{ status: number, headers: import('node:http').IncomingHttpHeaders, body: Buffer }>}
   */
  #forward({ method, url, headers }, body, streaming) {
    return new Promise((resolve, reject) => {
      const { hostname, port } = this.#upstream;
      request({ hostname, port, method, path: url, headers, agent: this.#agent }, async (response) => {
        if (response.headers['content-type']?.startsWith('text/event-stream')) return streaming ? streaming(response) : response.destroy();
        const parts = [];
        for await (const part of response) parts.push(part);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) });
      }).once('error', reject).end(body);
    });
  }

  /** Delays by so much that later requests may overtake. */
  #delay(times = 1) {
    return this.faulty && this.#random() < 0.5 ? wait(this.#random() * 60 * times) : Promise.resolve();
  }

  /**
   * @param {import('node:http').IncomingMessage} incoming
   * @param {string} name
   */
  #drop(incoming, name) {
    this.#count(name);
    incoming.socket.destroy();
  }

  /** @param {import('node:http').ServerResponse} outgoing */
  #refuse(outgoing) {
    this.#count('401');
    outgoing.writeHead(401, { 'Content-Type': 'application/problem+json' }).end('{"type":"/problems/not-signed-in"}');
  }

  /** @param {import('node:http').ServerResponse} outgoing */
  #busy(outgoing) {
    const status = [408, 429, 502, 503][Math.floor(this.#random() * 4)];
    this.#count(String(status));
    outgoing.writeHead(status, { 'Retry-After': '0' }).end();
  }

  /** @param {string} name */
  #count(name) {
    this.counts[name] = (this.counts[name] ?? 0) + 1;
  }
}
