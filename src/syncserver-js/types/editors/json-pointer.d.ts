/**
 * The part of a content at a JSON pointer; undefined where there is none.
 * @param {unknown} content
 * @param {string} pointer
 * @returns {unknown}
 */
export declare function partAt(content: unknown, pointer: string): unknown;
/**
 * The content with another part at a JSON pointer. Nothing is changed in place, and the parts beside it are the same objects.
 * @param {unknown} content
 * @param {string} pointer
 * @param {unknown} part
 */
export declare function withPart(content: unknown, pointer: string, part: unknown): unknown;
/**
 * Whether a part can be stored at a JSON pointer without replacing something that is neither an object nor an array.
 * @param {unknown} content
 * @param {string} pointer
 */
export declare function hasRoomAt(content: unknown, pointer: string): boolean;
