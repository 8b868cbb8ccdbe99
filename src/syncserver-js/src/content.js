// @ts-check
import { compact, stringifyExactly } from './json-numbers.js';

/** A request or response body. @typedef {string | Uint8Array<ArrayBuffer>} Body */

/**
 * The newest version cannot be shown: its content type is not that of the document, its text is not UTF-8 or its JSON does not parse. It is not
 * adopted, and no save names it.
 */
export class UnreadableContentError extends Error {
  /**
   * @param {number} version
   * @param {string} contentType
   */
  constructor(version, contentType) {
    super(`Version ${version} cannot be shown: its content is ${contentType || 'of an unknown type'}.`);
    this.name = 'UnreadableContentError';
    /** The version that cannot be shown. */
    this.version = version;
    /** Its content type; empty if the server did not say. */
    this.contentType = contentType;
  }
}

/** The content type of a document that names none. */
export const defaultType = 'application/json';

/** The type without parameters. @param {string} type */
function essenceOf(type) {
  return type.split(';')[0].trim().toLowerCase();
}

/** @param {string} type @returns {'json' | 'text' | 'bytes'} */
function kindOf(type) {
  const essence = essenceOf(type);
  if (essence === defaultType || essence.endsWith('+json')) return 'json';
  return essence.startsWith('text/') ? 'text' : 'bytes';
}

/**
 * Encodes a content as a body. The body is a copy: later changes of the content are not in it, so that a retry sends the same body.
 * @param {unknown} content A JSON value, a string or a `Uint8Array`, as the type says.
 * @param {string} type The content type.
 * @param {(Body | null)[]} befores The bodies that the content was made from: JSON numbers that are equal there keep their digits.
 * @returns {Body}
 * @throws {TypeError} when the content is not what the type says.
 */
export function encode(content, type, ...befores) {
  const kind = kindOf(type);
  if (kind === 'bytes' && content instanceof Uint8Array) return content.slice();
  const body = kind === 'json' ? stringifyExactly(content, befores.filter((before) => typeof before === 'string')) : content;
  if (kind === 'bytes' || typeof body !== 'string') throw new TypeError(`The content does not fit ${type}.`);
  return body;
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
 * Whether a document of the type can show content of another one. All JSON types are alike.
 * @param {string} expected
 * @param {string} type
 */
export function isReadable(expected, type) {
  return essenceOf(expected) === essenceOf(type) || (kindOf(expected) === 'json' && kindOf(type) === 'json');
}

/**
 * The body of a response as {@link encode} would have made it: an editor that saves the same content again has changed nothing.
 * @param {Response} response
 * @param {string} expected The document's content type.
 * @returns {Promise<Body>}
 * @throws {UnreadableContentError} when it is not of that type, not UTF-8 or not JSON.
 */
export async function bodyOf(response, expected) {
  const type = response.headers.get('Content-Type') ?? '';
  const unreadable = new UnreadableContentError(Number(response.headers.get('Version')), type);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const kind = kindOf(expected);
  const charset = /;\s*charset="?([^";\s]*)/i.exec(type)?.[1].toLowerCase() ?? 'utf-8';
  if (!isReadable(expected, type) || (kind !== 'bytes' && !/^(utf-?8|us-ascii)$/.test(charset))) throw unreadable;
  if (kind === 'bytes') return bytes;
  try {
    // A byte order mark is a character of a text, and no part of JSON.
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: kind === 'text' }).decode(bytes);
    return kind === 'json' ? compact(text) : text;
  } catch {
    throw unreadable;
  }
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
