export type Body = string | Uint8Array<ArrayBuffer>;
/**
 * Encodes a content as a body. The body is a copy: later changes of the content are not in it, so that a retry sends the same body.
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
 * The body of a response, as {@link encode} returns it for its type.
 * @param {Response} response
 * @returns {Promise<Body>}
 */
export declare function bodyOf(response: Response): Promise<Body>;
/**
 * The content of a response.
 * @param {Response} response
 * @returns {Promise<unknown>}
 */
export declare function decode(response: Response): Promise<unknown>;
/**
 * Whether two bodies are equal, byte for byte.
 * @param {Body | null} one
 * @param {Body | null} other
 */
export declare function sameBody(one: Body | null, other: Body | null): boolean;
