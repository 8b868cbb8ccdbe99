// @ts-check

/**
 * One server-sent event. Without data it is an id only: the server also sends its position where there is no event.
 * @typedef {{ type: string, data: string | null, id: string | null }} ServerEvent
 */

/**
 * Reads server-sent events as in the HTML standard. `EventSource` cannot be used: it sends no `Authorization`.
 * @param {ReadableStream<Uint8Array<ArrayBuffer>>} body
 * @param {() => void} received Called when anything arrives, comments included.
 * @returns {AsyncGenerator<ServerEvent, void>}
 */
export async function* readEvents(body, received) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  let type = '';
  let id = null;
  /** @type {string[]} */
  let data = [];
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      received();
      const lines = (rest + part.value).split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (line === '') {
          if (data.length > 0 || id !== null) yield { type, data: data.length > 0 ? data.join('\n') : null, id };
          type = '';
          data = [];
          continue;
        }
        const [, name, value] = /^([^:]*):? ?([^]*)$/.exec(line) ?? [];
        if (name === 'event') type = value;
        else if (name === 'data') data.push(value);
        else if (name === 'id') id = value;
      }
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}
