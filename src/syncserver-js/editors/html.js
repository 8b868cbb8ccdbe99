// @ts-check

const blocks = new Set(('address article aside blockquote body caption dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p '
  + 'pre section table tbody td tfoot th thead tr ul').split(' '));

/** Elements that editors write by another name. @type {Record<string, string>} */
const synonyms = { b: 'strong', i: 'em', strike: 's', del: 's' };

/** Attributes that editors give without a meaning for the reader. */
const ignored = new Set(['data-list-item-id']);

/**
 * Whether two HTML strings are the same document: white space that is not shown, the order of attributes and synonyms do not count.
 * @param {string} one
 * @param {string} other
 */
export function sameHtml(one, other) {
  return one === other || normal(one) === normal(other);
}

/** @param {string} html */
function normal(html) {
  return contentOf(new DOMParser().parseFromString(html, 'text/html').body);
}

/** @param {Node} node @returns {string} */
function contentOf(node) {
  const content = Array.from(node.childNodes, write).join('');
  // Editors keep an empty paragraph open with a no-break space or a line break.
  return isBlock(node) && /^(\u00a0|<br><\/br>)?$/.test(content) ? '' : content;
}

/** @param {Node} node @returns {string} */
function write(node) {
  if (node instanceof Text) return escape(textOf(node));
  if (!(node instanceof Element)) return `<!--${node.nodeValue}-->`;
  const name = synonyms[node.localName] ?? node.localName;
  const attributes = Array.from(node.attributes, ({ name: key, value }) => (ignored.has(key) ? '' : ` ${key}="${escape(valueOf(node, key, value))}"`)).sort();
  return `<${name}${attributes.join('')}>${contentOf(node)}</${name}>`;
}

/** @param {Element} element @param {string} name @param {string} value */
function valueOf(element, name, value) {
  if (name === 'style' && element instanceof HTMLElement) return element.style.cssText.split(/;\s*/).sort().join(';');
  return name === 'class' ? Array.from(element.classList).sort().join(' ') : value;
}

/** @param {Text} text */
function textOf(text) {
  if (text.parentElement?.closest('pre, textarea')) return text.data;
  let shown = text.data.replace(/[ \t\r\n\f]+/g, ' ');
  if (isEdge(text.previousSibling, text)) shown = shown.replace(/^ /, '');
  if (isEdge(text.nextSibling, text)) shown = shown.replace(/ $/, '');
  return shown;
}

/** @param {Node | null} sibling @param {Text} text */
function isEdge(sibling, text) {
  return sibling === null ? isBlock(text.parentNode) : isBlock(sibling);
}

/** @param {Node | null} node */
function isBlock(node) {
  return node instanceof Element && blocks.has(node.localName);
}

/** @param {string} text */
function escape(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
