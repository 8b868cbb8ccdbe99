// @ts-check

/** What is shown of a stored content. @typedef {{ title: string, text: string }} Shown */

/**
 * Why this page cannot edit a content: it edits JSON objects with a `title` and a `text`, and keeps their other members. Empty where it can.
 * @param {unknown} content Null where there is no note yet.
 */
export function refusalOf(content) {
  if (content === null) return '';
  if (typeof content === 'string') return 'This is a plain text document, not a note.';
  if (content instanceof Uint8Array) return `This is a file of ${content.length} bytes, not a note.`;
  if (typeof content !== 'object' || Array.isArray(content)) return 'This is JSON, but not a note.';
  const { title = '', text = '', html } = /** @type {Record<string, unknown>} */ (content);
  if (html !== undefined && !('text' in content)) return 'This note has formatted text (HTML), as an earlier version of this page wrote it.';
  if (typeof text !== 'string') return 'The text of this note is not a string.';
  if (typeof title !== 'string') return 'The title of this note is not a string.';
  return /[\r\n]/.test(title) ? 'The title of this note has several lines.' : '';
}

/**
 * A content as text to read: a note as its title and text, anything else as it is stored.
 * @param {unknown} content
 * @returns {Shown}
 */
export function shownOf(content) {
  if (refusalOf(content) === '') return { title: '', text: '', .../** @type {Partial<Shown> | null} */ (content) };
  if (typeof content === 'string') return { title: '', text: content };
  return { title: '', text: content instanceof Uint8Array ? '' : JSON.stringify(content, null, 2) };
}
