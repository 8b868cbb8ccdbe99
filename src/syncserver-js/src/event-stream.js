// @ts-check
import { refusalOf } from './problem.js';
import { pauseBefore } from './retry.js';
import { readEvents } from './server-events.js';

/** The server sends a comment every 15 s (docs/protocol.md, section 9); a stream that is silent for this many milliseconds is dead. */
const silenceLimit = 45_000;

/**
 * @typedef {object} Callbacks
 * @property {(lastEventId: string | null, signal: AbortSignal) => Promise<Response>} open Requests the stream, after the event with this id.
 * @property {(resumed: boolean) => void} connected Whether the stream continues after the last event. Else events may have been missed.
 * @property {(type: string, data: any) => void} event
 */

/** An event stream that reconnects after every fault, and resumes after the last event. */
export class EventStream {
  #callbacks;
  /** @type {AbortController | null} */
  #stopped = null;
  /** The last event, after which the stream is resumed. @type {string | null} */
  lastEventId = null;

  /** @param {Callbacks} callbacks */
  constructor(callbacks) {
    this.#callbacks = callbacks;
  }

  start() {
    if (this.#stopped) return;
    this.#stopped = new AbortController();
    void this.#run(this.#stopped.signal);
  }

  stop() {
    this.#stopped?.abort();
    this.#stopped = null;
  }

  /** @param {AbortSignal} stopped */
  async #run(stopped) {
    for (let attempt = 0; !stopped.aborted; attempt++) {
      const silent = new AbortController();
      const signal = AbortSignal.any([stopped, silent.signal]);
      /** @type {ReturnType<typeof setTimeout> | undefined} */
      let timer;
      const received = () => {
        clearTimeout(timer);
        timer = setTimeout(() => silent.abort(), silenceLimit);
      };
      let retryAfter = null;
      try {
        received();
        const response = await this.#callbacks.open(this.lastEventId, signal);
        retryAfter = response.headers.get('Retry-After');
        // The user may not read the document or its events, or the server has no events.
        if ([403, 404].includes(response.status) && (await refusalOf(response)).type) return;
        if (response.ok && response.body) {
          attempt = 0;
          this.#callbacks.connected(this.lastEventId !== null);
          for await (const event of readEvents(response.body, received)) this.#dispatch(event);
        }
      } catch {
        // The connection was lost, or there is no token now: another attempt follows.
      } finally {
        clearTimeout(timer);
      }
      await pauseBefore(attempt, retryAfter, stopped);
    }
  }

  /** @param {import('./server-events.js').ServerEvent} event */
  #dispatch({ type, data, id }) {
    this.lastEventId = id ?? this.lastEventId;
    if (data !== null) this.#callbacks.event(type, JSON.parse(data));
  }
}
