export type Node = import('prosemirror-model').Node;
export type EditorView = import('prosemirror-view').EditorView;
export type Json = {
    type: string;
    attrs?: Record<string, unknown>;
    marks?: Json[];
    content?: Json[];
    text?: string;
};
export type Kit = {
    Plugin: typeof import('prosemirror-state').Plugin;
    ReplaceStep: typeof import('prosemirror-transform').ReplaceStep;
};
/** @typedef {import('prosemirror-model').Node} Node @typedef {import('prosemirror-view').EditorView} EditorView */
/** @typedef {{ type: string, attrs?: Record<string, unknown>, marks?: Json[], content?: Json[], text?: string }} Json The JSON of a node or a mark. */
/**
 * The classes of ProseMirror, of the package that the editor uses.
 * @typedef {{ Plugin: typeof import('prosemirror-state').Plugin, ReplaceStep: typeof import('prosemirror-transform').ReplaceStep }} Kit
 */
/** An editor of ProseMirror on the JSON of its document. */
export declare class ProseMirrorField {
    #private;
    element: HTMLElement;
    /** @param {EditorView} view @param {Kit} kit */
    constructor(view: EditorView, kit: Kit);
    /** @param {() => void} edited */
    attach(edited: () => void): void;
    /** @param {unknown} stored */
    show(stored: unknown): void;
    read(): any;
    /** @param {unknown} one @param {unknown} other */
    same(one: unknown, other: unknown): boolean;
    /** @param {boolean} locked */
    lock(locked: boolean): void;
    detach(): void;
}
