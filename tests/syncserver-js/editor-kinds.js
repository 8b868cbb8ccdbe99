// @ts-check

/** Returns a random integer below a limit. @typedef {(limit: number) => number} Random */

/**
 * What the contract of the editor bindings has to know of an editor's documents.
 * @typedef {object} Kind
 * @property {string} contentType
 * @property {string} editable Selects the element that takes the keys.
 * @property {(lines: string[]) => unknown} content The stored content with these lines or paragraphs.
 * @property {(content: any) => string[]} lines The lines or paragraphs of a stored content.
 * @property {(random: Random) => unknown} random Some content that the editor can hold.
 * @property {unknown} [heading] The content `one` whose last block is the heading `two`.
 * @property {unknown} [unknown] Content that the editor cannot hold; its last line ends with `two`.
 */

/** Random integers, the same in each run. @param {number} seed @returns {Random} */
export function randomOf(seed) {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

const words = ['one', 'two', 'three', '😀', '👩‍👩‍👧', '日本', 'e\u0301', 'one', 'two'];

/** @param {Random} random @param {number} most @param {(index: number) => any} make */
const several = (random, most, make) => Array.from({ length: 1 + random(most) }, (_, index) => make(index));
/** @param {Random} random */
const sentence = (random) => several(random, 4, () => words[random(words.length)]).join(' ');

/** @type {Pick<Kind, 'contentType' | 'content' | 'lines' | 'random'>} */
const text = {
  contentType: 'text/plain',
  content: (lines) => lines.join('\n'),
  lines: (content) => content.split(/\r\n?|\n/),
  random: (random) => several(random, 6, () => sentence(random)).join('\n'),
};

/** @type {Kind} */
const quill = {
  contentType: 'application/json', editable: '.ql-editor',
  content: (lines) => ({ ops: [{ insert: `${lines.join('\n')}\n` }] }),
  lines: ({ ops }) => ops.map((/** @type {any} */ { insert }) => insert).join('').trimEnd().split('\n'),
  random: (random) => ({
    ops: several(random, 6, () => [
      ...several(random, 3, () => [
        { insert: sentence(random) }, { insert: sentence(random), attributes: { bold: true } }, { insert: 'link', attributes: { link: 'https://example.org' } },
        { insert: { image: 'data:image/gif;base64,R0lGODlhAQABAAAAACw=' } }][random(4)]),
      { insert: '\n', ...[{}, { attributes: { header: 2 } }, { attributes: { list: 'bullet' } }][random(3)] },
    ]).flat(),
  }),
  heading: { ops: [{ insert: 'one\ntwo' }, { insert: '\n', attributes: { header: 2 } }] },
  unknown: { ops: [{ insert: { signature: 'Amy' } }, { insert: 'one', attributes: { mood: 'good' } }, { insert: '\ntwo\n' }] },
};

/** @param {string} string @param {object[]} [marks] */
const textNode = (string, marks) => ({ type: 'text', text: string, ...(marks && { marks }) });
/** @param {any} node @returns {string} */
const textOf = (node) => node.text ?? (node.content ?? []).map(textOf).join('');
/** @param {Random} random @returns {any} */
const block = (random) => {
  const inline = several(random, 3, () => textNode(sentence(random), [undefined, undefined, [{ type: 'bold' }], [{ type: 'italic' }]][random(4)]));
  const paragraph = { type: 'paragraph', content: inline };
  return [paragraph, paragraph, { type: 'heading', attrs: { level: 2 }, content: inline }, { type: 'horizontalRule' },
    { type: 'bulletList', content: several(random, 3, () => ({ type: 'listItem', content: [{ type: 'paragraph', content: [textNode(sentence(random))] }] })) },
  ][random(5)];
};

/** @type {Kind} */
const tiptap = {
  contentType: 'application/json', editable: '.ProseMirror',
  content: (lines) => ({ type: 'doc', content: lines.map((line) => ({ type: 'paragraph', content: [textNode(line)] })) }),
  lines: ({ content }) => content.map(textOf),
  random: (random) => ({ type: 'doc', content: [...several(random, 6, () => block(random)), { type: 'paragraph', content: [textNode('end')] }] }),
  heading: {
    type: 'doc',
    content: [{ type: 'paragraph', content: [textNode('one')] }, { type: 'heading', attrs: { level: 2 }, content: [textNode('two')] }],
  },
  unknown: {
    type: 'doc',
    content: [
      { type: 'callout', content: [{ type: 'paragraph', content: [textNode('one', [{ type: 'mood' }])] }] },
      { type: 'paragraph', attrs: { mood: 'good' }, content: [textNode('two')] },
    ],
  },
};

/** @type {Kind} */
const ckeditor = {
  contentType: 'text/html', editable: '.ck-editor__editable',
  content: (lines) => lines.map((line) => `<p>${line}</p>`).join(''),
  lines: (content) => Array.from(content.matchAll(/<(?:p|h2)>(.*?)<\/(?:p|h2)>/g), ([, line]) => line.replace('&nbsp;', '')),
  random: (random) => several(random, 6, () => [
    `<p>${sentence(random)}</p>`, `<p>${sentence(random)} <strong>${sentence(random)}</strong></p>`, `<h2>${sentence(random)}</h2>`,
    `<ul>${several(random, 3, () => `<li>${sentence(random)}</li>`).join('')}</ul><p>${sentence(random)}</p>`][random(4)]).join(''),
  heading: '<p>one</p><h2>two</h2>',
  unknown: '<table><tbody><tr><td>one</td></tr></tbody></table><p><u>a</u> <a href="https://example.org">link</a></p><p>two</p>',
};

/** The editors by name. @type {Record<string, Kind>} */
export const kinds = {
  textarea: { ...text, editable: 'textarea' },
  codemirror: { ...text, editable: '.cm-content' },
  quill,
  tiptap,
  prosemirror: tiptap,
  ckeditor,
};
