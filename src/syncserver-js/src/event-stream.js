// @ts-check
import { pauseBefore } from './retry.js';
import { readEvents } from './server-events.js';

/** The server says something every 15 s (protocol 9); a stream silent for this many milliseconds is dead. */
const silence = 45_000;

/**
 * @typedef {object} Ends
 * @property {(since: string | null, signal: AbortSignal) => Promise<Response>} open Asks for the stream, after the event with this id.
 * @property {(gap: boolean) => void} connected It stands, and whether something may have happened that it does not tell.
 * @property {(type: string, data: any) => void} event
 */

/** What happens on the server, as it happens: connected again after every fault, going on where it broke. */
export class EventStream {
  #ends;
  /** @type {AbortController | null} */
  #ended = null;
  /** The id of the last event. @type {string | null} */
  #last = null;

  /** @param {Ends} ends */
  constructor(ends) {
    this.#ends = ends;
  }

  start() {
    if (this.#ended) return;
    this.#ended = new AbortController();
    void this.#run(this.#ended.signal);
  }

  stop() {
    this.#ended?.abort();
    this.#ended = null;
  }

  /** @param {AbortSignal} ended */
  async #run(ended) {
    for (let attempt = 0; !ended.aborted; attempt++) {
      const quiet = new AbortController();
      const signal = AbortSignal.any([ended, quiet.signal]);
      /** @type {ReturnType<typeof setTimeout> | undefined} */
      let timer;
      const alive = () => {
        clearTimeout(timer);
        timer = setTimeout(() => quiet.abort(), silence);
      };
      let retryAfter = null;
      try {
        alive();
        const response = await this.#ends.open(this.#last, signal);
        retryAfter = response.headers.get('Retry-After');
        // Neither the document nor its events are for this user, or the server has no events.
        if (response.status === 403 || response.status === 404) return;
        if (response.ok && response.body) {
          attempt = 0;
          this.#ends.connected(this.#last === null);
          for await (const event of readEvents(response.body, alive)) this.#take(event);
        }
      } catch {
        // Lost, or refused for now: another attempt follows.
      } finally {
        clearTimeout(timer);
      }
      await pauseBefore(attempt, retryAfter, ended);
    }
  }

  /** @param {import('./server-events.js').ServerEvent} event */
  #take({ type, data, id }) {
    this.#last = id ?? this.#last;
    if (data !== null) this.#ends.event(type, JSON.parse(data));
  }
}
