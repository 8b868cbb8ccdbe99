export type Body = string | Uint8Array<ArrayBuffer>;
/** A request or response body. @typedef {string | Uint8Array<ArrayBuffer>} Body */
/**
 * The newest version cannot be shown: its content type is not that of the document, its text is not UTF-8 or its JSON does not parse. It is not
 * adopted, and no save names it.
 */
export declare class UnreadableContentError extends Error {
    /** The version that cannot be shown. */
    version: number;
    /** Its content type; empty if the server did not say. */
    contentType: string;
    /**
     * @param {number} version
     * @param {string} contentType
     */
    constructor(version: number, contentType: string);
}
/** The content type of a document that names none. */
export declare const defaultType = "application/json";
/**
 * Encodes a content as a body. The body is a copy: later changes of the content are not in it, so that a retry sends the same body.
 * @param {unknown} content A JSON value, a string or a `Uint8Array`, as the type says.
 * @param {string} type The content type.
 * @param {(Body | null)[]} befores The bodies that the content was made from: JSON numbers that are equal there keep their digits.
 * @returns {Body}
 * @throws {TypeError} when the content is not what the type says.
 */
export declare function encode(content: unknown, type: string, ...befores: (Body | null)[]): Body;
/**
 * The content of a body: the reverse of {@link encode}.
 * @param {Body} body
 * @param {string} type The content type.
 * @returns {unknown}
 */
export declare function parse(body: Body, type: string): unknown;
/**
 * Whether a document of the type can show content of another one. All JSON types are alike.
 * @param {string} expected
 * @param {string} type
 */
export declare function isReadable(expected: string, type: string): boolean;
/**
 * The body of a response as {@link encode} would have made it: an editor that saves the same content again has changed nothing.
 * @param {Response} response
 * @param {string} expected The document's content type.
 * @returns {Promise<Body>}
 * @throws {UnreadableContentError} when it is not of that type, not UTF-8 or not JSON.
 */
export declare function bodyOf(response: Response, expected: string): Promise<Body>;
/**
 * Whether two bodies are equal, byte for byte.
 * @param {Body | null} one
 * @param {Body | null} other
 */
export declare function sameBody(one: Body | null, other: Body | null): boolean;
