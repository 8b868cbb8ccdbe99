// @ts-check

/** A request or response body. @typedef {string | Uint8Array<ArrayBuffer>} Body */

/** @param {string} type @returns {'json' | 'text' | 'bytes'} */
function kindOf(type) {
  const name = type.split(';')[0].trim().toLowerCase();
  if (name === 'application/json' || name.endsWith('+json')) return 'json';
  return name.startsWith('text/') ? 'text' : 'bytes';
}

/**
 * Encodes a content as a body. The body is a copy: later changes of the content are not in it, so that a retry sends the same body.
 * @param {unknown} content A JSON value, a string or a `Uint8Array`, as the type says.
 * @param {string} type The content type.
 * @returns {Body}
 * @throws {TypeError} when the content is not what the type says.
 */
export function encode(content, type) {
  const kind = kindOf(type);
  if (kind === 'json') {
    const json = JSON.stringify(content);
    if (json === undefined) throw new TypeError('The content is not a JSON value.');
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
 * The content of a body: the reverse of {@link encode}.
 * @param {Body} body
 * @param {string} type The content type.
 * @returns {unknown}
 */
export function parse(body, type) {
  if (typeof body !== 'string') return body.slice();
  return kindOf(type) === 'json' ? JSON.parse(body) : body;
}

/**
 * The body of a response, as {@link encode} returns it for its type.
 * @param {Response} response
 * @returns {Promise<Body>}
 */
export async function bodyOf(response) {
  return kindOf(typeOf(response)) === 'bytes' ? new Uint8Array(await response.arrayBuffer()) : response.text();
}

/**
 * The content of a response.
 * @param {Response} response
 * @returns {Promise<unknown>}
 */
export async function decode(response) {
  return parse(await bodyOf(response), typeOf(response));
}

/**
 * Whether two bodies are equal, byte for byte.
 * @param {Body | null} one
 * @param {Body | null} other
 */
export function sameBody(one, other) {
  if (one === null || other === null || typeof one === 'string' || typeof other === 'string') return one === other;
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}

/** @param {Response} response */
function typeOf(response) {
  return response.headers.get('Content-Type') ?? '';
}
