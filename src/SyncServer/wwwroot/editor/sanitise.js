// @ts-check

/** The elements that a note may hold. None of them does anything without attributes, and none keeps any. */
const kept = new Set(['P', 'DIV', 'BR', 'B', 'STRONG', 'I', 'EM', 'U', 'H2', 'H3', 'UL', 'OL', 'LI', 'BLOCKQUOTE']);

/** Elements whose text is no text for people. All others are opened, and what is in them kept. */
const dropped = new Set(['SCRIPT', 'STYLE', 'TEMPLATE', 'NOSCRIPT', 'IFRAME', 'OBJECT', 'TITLE', 'TEXTAREA', 'SELECT']);

/**
 * A note's HTML as nodes that are safe to show. The text is parsed where nothing in it runs or is loaded, and what is
 * allowed is built anew.
 * @param {string} html
 * @returns {DocumentFragment}
 */
export function toNodes(html) {
  return clean(new DOMParser().parseFromString(html, 'text/html').body);
}

/**
 * The HTML of an edited element, without what browsers and pasted text leave in it.
 * @param {Element} element
 */
export function toHtml(element) {
  const box = document.createElement('div');
  box.append(clean(element));
  return box.innerHTML;
}

/**
 * A note's HTML as lines of plain text.
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
 * Browsers make lists inside a paragraph, which no parser reads back: each reading would add empty paragraphs.
 * @param {Element} element
 */
function tagFor(element) {
  return element.tagName === 'P' && element.querySelector('p, div, ul, ol, blockquote, h2, h3') ? 'DIV' : element.tagName;
}

/**
 * Whether a node is an element of HTML, not of SVG or MathML.
 * @param {Node} node
 * @returns {node is Element}
 */
function isHtml(node) {
  return node.nodeType === Node.ELEMENT_NODE && /** @type {Element} */ (node).namespaceURI === 'http://www.w3.org/1999/xhtml';
}
