export type Body = string | Uint8Array<ArrayBuffer>;
/**
 * The bytes of a content (protocol 2), taken at once: what the caller changes later is not in them, so a retry sends the
 * same body again.
 * @param {unknown} content A JSON value, a string or a `Uint8Array`, as the type says.
 * @param {string} type The content type.
 * @returns {Body}
 * @throws {TypeError} when the content is not what the type says.
 */
export declare function encode(content: unknown, type: string): Body;
/**
 * The content of a body: the reverse of {@link encode}.
 * @param {Body} body
 * @param {string} type The content type.
 * @returns {unknown}
 */
export declare function parse(body: Body, type: string): unknown;
/**
 * The body of an answer, as {@link encode} would have made it for its type.
 * @param {Response} response
 * @returns {Promise<Body>}
 */
export declare function bodyOf(response: Response): Promise<Body>;
/**
 * The content of an answer.
 * @param {Response} response
 * @returns {Promise<unknown>}
 */
export declare function decode(response: Response): Promise<unknown>;
/**
 * Whether two bodies are the same to the last byte.
 * @param {Body | null} one
 * @param {Body | null} other
 */
export declare function sameBody(one: Body | null, other: Body | null): boolean;
