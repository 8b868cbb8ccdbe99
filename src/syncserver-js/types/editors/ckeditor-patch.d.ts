export type Element = import('ckeditor5').ModelElement;
export type Node = import('ckeditor5').ModelNode;
export type Writer = import('ckeditor5').ModelWriter;
export type Schema = import('ckeditor5').ModelSchema;
export type Fragment = import('ckeditor5').ModelDocumentFragment;
/** @typedef {import('ckeditor5').ModelElement} Element @typedef {import('ckeditor5').ModelNode} Node @typedef {import('ckeditor5').ModelWriter} Writer */
/** @typedef {import('ckeditor5').ModelSchema} Schema @typedef {import('ckeditor5').ModelDocumentFragment} Fragment */
/**
 * Gives an element of the model the children of another one by the smallest changes. What is equal stays, with the selection in it.
 * @param {Writer} writer
 * @param {Schema} schema
 * @param {Element} element
 * @param {Element | Fragment} target
 */
export declare function patchChildren(writer: Writer, schema: Schema, element: Element, target: Element | Fragment): void;
