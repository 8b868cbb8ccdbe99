// @ts-check

/** A body as it goes over the wire. @typedef {string | Uint8Array<ArrayBuffer>} Body */

/** @param {string} type @returns {'json' | 'text' | 'bytes'} */
function kindOf(type) {
  const name = type.split(';')[0].trim().toLowerCase();
  if (name === 'application/json' || name.endsWith('+json')) return 'json';
  return name.startsWith('text/') ? 'text' : 'bytes';
}

/**
 * The bytes of a content (protocol 2), taken at once: what the caller changes later is not in them, so a retry sends the
 * same body again.
 * @param {unknown} content A JSON value, a string or a `Uint8Array`, as the type says.
 * @param {string} type The content type.
 * @returns {Body}
 * @throws {TypeError} when the content is not what the type says.
 */
export function encode(content, type) {
  const kind = kindOf(type);
  if (kind === 'json') {
    const json = JSON.stringify(content);
    if (json === undefined) throw new TypeError('The content is no JSON value.');
    return json;
  }
  if (kind === 'text') {
    if (typeof content !== 'string') throw new TypeError(`The content of ${type} must be a string.`);
    return content;
  }
  if (!(content instanceof Uint8Array)) throw new TypeError(`The content of ${type} must be a Uint8Array.`);
  return content.slice();
}

/**
 * The content of an answer's body: the reverse of {@link encode}.
 * @param {Response} response
 * @returns {Promise<unknown>}
 */
export async function decode(response) {
  const kind = kindOf(response.headers.get('Content-Type') ?? '');
  if (kind === 'json') return response.json();
  return kind === 'text' ? response.text() : new Uint8Array(await response.arrayBuffer());
}
