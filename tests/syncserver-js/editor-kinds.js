// @ts-check

/**
 * What the contract of the editor bindings has to know of an editor's documents.
 * @typedef {object} Kind
 * @property {string} contentType
 * @property {string} editable Selects the element that takes the keys.
 * @property {(lines: string[]) => unknown} content The stored content with these lines or paragraphs.
 * @property {(content: any) => string[]} lines The lines or paragraphs of a stored content.
 * @property {unknown} [unknown] Content that the editor cannot hold; its last line ends with `two`.
 */

const html = {
  contentType: 'text/html',
  content: (/** @type {string[]} */ lines) => lines.map((line) => `<p>${line}</p>`).join(''),
  lines: (/** @type {string} */ content) => Array.from(content.matchAll(/<(?:p|h2)>(.*?)<\/(?:p|h2)>/g), ([, line]) => line.replace('&nbsp;', '')),
};

const text = {
  contentType: 'text/plain',
  content: (/** @type {string[]} */ lines) => lines.join('\n'),
  lines: (/** @type {string} */ content) => content.split(/\r\n?|\n/),
};

const quill = {
  contentType: 'application/json',
  content: (/** @type {string[]} */ lines) => ({ ops: [{ insert: `${lines.join('\n')}\n` }] }),
  lines: (/** @type {any} */ { ops }) => ops.map((/** @type {any} */ { insert }) => insert).join('').trimEnd().split('\n'),
};

const tiptap = {
  contentType: 'application/json',
  content: (/** @type {string[]} */ lines) => ({ type: 'doc', content: lines.map((text) => ({ type: 'paragraph', content: [{ type: 'text', text }] })) }),
  lines: (/** @type {any} */ { content }) => content.map((/** @type {any} */ block) => (block.content ?? []).map((/** @type {any} */ { text }) => text).join('')),
};

/** The editors by name. @type {Record<string, Kind>} */
export const kinds = {
  textarea: { ...text, editable: 'textarea' },
  codemirror: { ...text, editable: '.cm-content' },
  quill: {
    ...quill, editable: '.ql-editor',
    unknown: { ops: [{ insert: { signature: 'Amy' } }, { insert: 'one', attributes: { mood: 'good' } }, { insert: '\ntwo\n' }] },
  },
  tiptap: {
    ...tiptap, editable: '.ProseMirror',
    unknown: {
      type: 'doc',
      content: [
        { type: 'callout', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'one', marks: [{ type: 'mood' }] }] }] },
        { type: 'paragraph', attrs: { mood: 'good' }, content: [{ type: 'text', text: 'two' }] },
      ],
    },
  },
  ckeditor: {
    ...html, editable: '.ck-editor__editable',
    unknown: '<table><tbody><tr><td>one</td></tr></tbody></table><p><u>a</u> <a href="https://example.org">link</a></p><p>two</p>',
  },
};
