// @ts-check

/** @typedef {import('prosemirror-model').Mark} Mark */
/** @typedef {import('prosemirror-model').Node} Node */

/** @type {Record<string, string>} */
const tags = {
  paragraph: 'p', blockquote: 'blockquote', code_block: 'pre', bullet_list: 'ul', ordered_list: 'ol', list_item: 'li', table: 'table', table_row: 'tr', table_cell: 'td', em: 'em', strong: 'strong', code: 'code',
};

/**
 * The HTML of what a node contains, as editors write it.
 * @param {Node} node
 * @param {'tiptap' | 'ckeditor'} style Where `ckeditor`, the first paragraph of a list item or a table cell has no tags.
 */
export function htmlOf(node, style) {
  let html = '';
  /** @type {Mark[]} */
  const open = [];
  const close = (/** @type {number} */ count) => {
    while (open.length > count) html += `</${tagOf(/** @type {Mark} */ (open.pop()))}>`;
  };
  node.forEach((child, _, index) => {
    const { marks } = child;
    const same = marks.findIndex((mark, i) => !open[i]?.eq(mark));
    close(same < 0 ? marks.length : same);
    for (const mark of marks.slice(open.length)) {
      html += mark.type.name === 'link' ? `<a href="${mark.attrs.href}">` : `<${tagOf(mark)}>`;
      open.push(mark);
    }
    const isBare = style === 'ckeditor' && index === 0 && child.type.name === 'paragraph' && ['list_item', 'table_cell'].includes(node.type.name);
    html += isBare ? htmlOf(child, style) : nodeOf(child, style);
  });
  close(0);
  return html;
}

/** @param {Node} node @param {'tiptap' | 'ckeditor'} style @returns {string} */
function nodeOf(node, style) {
  const name = node.type.name;
  if (node.isText) return node.text ?? '';
  if (name === 'horizontal_rule') return '<hr>';
  if (name === 'hard_break') return '<br>';
  if (name === 'image') return `<img src="${node.attrs.src}">`;
  const content = htmlOf(node, style);
  if (name === 'table') return `<table>${element('tbody', content)}</table>`;
  return element(name === 'heading' ? `h${node.attrs.level}` : tags[name], content);
}

/** @param {Mark} mark */
const tagOf = (mark) => (mark.type.name === 'link' ? 'a' : tags[mark.type.name]);

/** @param {string} tag @param {string} content */
const element = (tag, content) => `<${tag}>${content}</${tag}>`;

/** Which of the texts a browser does not read as they are written, or have a part where it may not be. Runs in the page. @param {string[]} texts */
export function faultsOf(texts) {
  return texts.filter((html) => {
    const template = document.createElement('template');
    template.innerHTML = html;
    return template.innerHTML !== html || template.content.querySelector('ul > :not(li), ol > :not(li), :not(ul):not(ol) > li, tr > :not(td), tbody > :not(tr), :not(tr) > td, p p, p ul');
  });
}
