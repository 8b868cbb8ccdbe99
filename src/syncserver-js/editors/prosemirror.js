// @ts-check
import { Plugin } from 'prosemirror-state';
import { ReplaceStep } from 'prosemirror-transform';
import { ProseMirrorField } from './prosemirror-field.js';

export { bind } from './binding.js';

/**
 * ProseMirror on the JSON of its document. Changes of others are not in its history (`addToHistory`), which maps its own steps through them.
 * @param {import('prosemirror-view').EditorView} view
 * @returns {import('./binding.js').Field}
 */
export function proseMirrorField(view) {
  return new ProseMirrorField(view, { Plugin, ReplaceStep });
}
