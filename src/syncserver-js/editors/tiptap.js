// @ts-check
import { Plugin } from '@tiptap/pm/state';
import { ReplaceStep } from '@tiptap/pm/transform';
import { ProseMirrorField } from './prosemirror-field.js';

export { bind } from './binding.js';

/**
 * TipTap 3 on the JSON of its document. Changes of others are not in its history (`addToHistory`), which maps its own steps through them.
 * @param {import('@tiptap/core').Editor} editor An editor that is mounted.
 * @returns {import('./binding.js').Field}
 */
export function tipTapField(editor) {
  return new ProseMirrorField(editor.view, { Plugin, ReplaceStep });
}
