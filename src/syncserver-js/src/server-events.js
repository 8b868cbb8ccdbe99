// @ts-check

/**
 * One server-sent event, or a new id alone: the server also says how far it has come where there is nothing to tell.
 * @typedef {{ type: string, data: string | null, id: string | null }} ServerEvent
 */

/**
 * Reads server-sent events as the HTML standard says; with `fetch`, because `EventSource` sends no `Authorization`.
 * @param {ReadableStream<Uint8Array>} body
 * @param {() => void} alive Called for all that arrives, comments too.
 * @returns {AsyncGenerator<ServerEvent, void>}
 */
export async function* readEvents(body, alive) {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let rest = '';
  let type = '';
  let id = null;
  /** @type {string[]} */
  let data = [];
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      alive();
      const lines = (rest + decoder.decode(part.value, { stream: true })).split(/\r\n|\n|\r(?!$)/);
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
