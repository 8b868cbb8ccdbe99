// @ts-check

/** The elements that a note may contain. All attributes are removed. */
const kept = new Set(['P', 'DIV', 'BR', 'B', 'STRONG', 'I', 'EM', 'U', 'H2', 'H3', 'UL', 'OL', 'LI', 'BLOCKQUOTE']);

/** Elements that are removed with their content. Of all other elements the content is kept. */
const dropped = new Set(['SCRIPT', 'STYLE', 'TEMPLATE', 'NOSCRIPT', 'IFRAME', 'OBJECT', 'TITLE', 'TEXTAREA', 'SELECT']);

/**
 * Converts a note's HTML to nodes that are safe to show. The HTML is parsed in an inert document, which runs and loads nothing, and only allowed elements are
 * copied.
 * @param {string} html
 * @returns {DocumentFragment}
 */
export function toNodes(html) {
  return clean(new DOMParser().parseFromString(html, 'text/html').body);
}

/**
 * The sanitised HTML of an edited element.
 * @param {Element} element
 */
export function toHtml(element) {
  const box = document.createElement('div');
  box.append(clean(element));
  return box.innerHTML;
}

/**
 * Converts a note's HTML to lines of plain text.
 * @param {string} html
 */
export function toLines(html) {
  const box = document.createElement('div');
  box.append(toNodes(html));
  for (const block of box.querySelectorAll('p, div, br, h2, h3, li, blockquote')) block.after('\n');
  return (box.textContent ?? '').trimEnd();
}

/** @param {Element} element */
function clean(element) {
  const nodes = document.createDocumentFragment();
  copyChildren(element, nodes);
  return nodes;
}

/**
 * @param {Node} from
 * @param {Node} to
 */
function copyChildren(from, to) {
  for (const child of from.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) {
      to.appendChild(document.createTextNode(child.nodeValue ?? ''));
    } else if (isHtml(child) && !dropped.has(child.tagName)) {
      copyChildren(child, kept.has(child.tagName) ? to.appendChild(document.createElement(tagFor(child))) : to);
    }
  }
}

/**
 * Browsers create lists inside a paragraph, which parsers split, so that each round trip would add empty paragraphs.
 * @param {Element} element
 */
function tagFor(element) {
  return element.tagName === 'P' && element.querySelector('p, div, ul, ol, blockquote, h2, h3') ? 'DIV' : element.tagName;
}

/**
 * Whether a node is an HTML element, not SVG or MathML.
 * @param {Node} node
 * @returns {node is Element}
 */
function isHtml(node) {
  return node.nodeType === Node.ELEMENT_NODE && /** @type {Element} */ (node).namespaceURI === 'http://www.w3.org/1999/xhtml';
}
