// @ts-check

/**
 * The part of a content at a JSON pointer; undefined where there is none.
 * @param {unknown} content
 * @param {string} pointer
 * @returns {unknown}
 */
export function partAt(content, pointer) {
  return tokens(pointer).reduce(member, content);
}

/**
 * The content with another part at a JSON pointer. Nothing is changed in place, and the parts beside it are the same objects.
 * @param {unknown} content
 * @param {string} pointer
 * @param {unknown} part
 */
export function withPart(content, pointer, part) {
  return replace(content, tokens(pointer), part);
}

/**
 * Whether a part can be stored at a JSON pointer without replacing something that is neither an object nor an array.
 * @param {unknown} content
 * @param {string} pointer
 */
export function hasRoomAt(content, pointer) {
  /** @type {unknown} */
  let holder = content ?? undefined;
  for (const token of tokens(pointer)) {
    if (holder === undefined) return true;
    if (!isContainer(holder)) return false;
    holder = member(holder, token);
  }
  return true;
}

/** @param {string} pointer */
function tokens(pointer) {
  return pointer.split('/').slice(1).map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** @param {unknown} holder @param {string} token @returns {unknown} */
function member(holder, token) {
  return isContainer(holder) && Object.hasOwn(holder, token) ? holder[token] : undefined;
}

/** @param {any} value @returns {value is Record<string, unknown>} */
function isContainer(value) {
  return typeof value === 'object' && value !== null;
}

/**
 * @param {any} content
 * @param {string[]} path
 * @param {unknown} part
 * @returns {unknown}
 */
function replace(content, [token, ...rest], part) {
  if (token === undefined) return part;
  const copy = Array.isArray(content) ? [...content] : { ...content };
  copy[token] = replace(copy[token], rest, part);
  return copy;
}
