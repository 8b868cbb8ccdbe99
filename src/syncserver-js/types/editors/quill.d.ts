export { bind } from './binding.js';
export type Op = {
    insert?: string | Record<string, unknown>;
    retain?: unknown;
    delete?: number;
    attributes?: object;
};
export type Delta = {
    ops: Op[];
    push: (op: Op) => Delta;
    insert: (text: string) => Delta;
    retain: (length: number) => Delta;
    delete: (length: number) => Delta;
    slice: (start: number, end?: number) => Delta;
    concat: (other: Delta) => Delta;
    diff: (other: Delta) => Delta;
    chop: () => Delta;
};
/** @typedef {{ insert?: string | Record<string, unknown>, retain?: unknown, delete?: number, attributes?: object }} Op */
/**
 * What is used of Quill's Delta: its own declaration cannot be resolved everywhere.
 * @typedef {object} Delta
 * @property {Op[]} ops
 * @property {(op: Op) => Delta} push
 * @property {(text: string) => Delta} insert
 * @property {(length: number) => Delta} retain
 * @property {(length: number) => Delta} delete
 * @property {(start: number, end?: number) => Delta} slice
 * @property {(other: Delta) => Delta} concat
 * @property {(other: Delta) => Delta} diff
 * @property {() => Delta} chop
 */
/**
 * Quill 2 on a Delta, `{ ops }`. The history gets the option `userOnly`: it holds edits of the user, and maps them through changes of others.
 * @param {import('quill').default} quill
 * @returns {import('./binding.js').Field}
 */
export declare function quillField(quill: import('quill').default): import('./binding.js').Field;
