// The ways of merging that SyncServer is compared with. Each gets the base as JSON and prepares what exists before the edits; then it gets both sides, each with its document as
// JSON and with its edits, and returns the merged document, or null if it reports a conflict.
import { mergeTransforms, recreateTransform } from '@manuscripts/prosemirror-recreate-steps';
import DiffMatchPatch from 'diff-match-patch';
import { merge as mergeLines } from 'node-diff3';
import { Schema } from 'prosemirror-model';
import Delta from 'quill-delta';
import { initProseMirrorDoc, prosemirrorJSONToYDoc, updateYFragment, yXmlFragmentToProseMirrorRootNode } from 'y-prosemirror';
import * as Y from 'yjs';
import { schema as original } from '../../tests/syncserver-js/rich-prosemirror.js';

// The packages here have a ProseMirror of their own, and it does not take nodes of another copy.
const schema = new Schema({ nodes: original.spec.nodes.toObject(), marks: original.spec.marks.toObject() });
const differ = new DiffMatchPatch();
const textOf = (json) => JSON.stringify(json, null, 2);

/** A merged text that is no longer JSON is a wrong document. */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return { type: 'not JSON' };
  }
}

function patched(base, theirs, yours) {
  const [text, applied] = differ.patch_apply(differ.patch_make(textOf(base), textOf(yours)), textOf(theirs));
  return applied.every(Boolean) ? parsed(text) : null;
}

function mergedByLine(base, theirs, yours) {
  const { conflict, result } = mergeLines(textOf(theirs).split('\n'), textOf(base).split('\n'), textOf(yours).split('\n'));
  return conflict ? null : parsed(result.join('\n'));
}

/** The merge of two lists of steps; null if the package cannot merge them. */
function mergedSteps(makeTheirs, makeYours) {
  try {
    const { tr, merge } = mergeTransforms(makeTheirs(), makeYours());
    const conflicts = merge.conflicts.length + merge.conflictingSteps1.length + merge.conflictingSteps2.length;
    return conflicts === 0 ? tr.doc.toJSON() : null;
  } catch {
    // The package throws if it finds no valid step.
    return null;
  }
}

const recreated = (base, document) => recreateTransform(schema.nodeFromJSON(base), schema.nodeFromJSON(document), true, true);

const deltaBetween = (base, document) => new Delta(base.ops).diff(new Delta(document.ops));

/** Yours is transformed over theirs. */
const transformed = (base, theirs, yours) => ({ ops: new Delta(base.ops).compose(theirs).compose(theirs.transform(yours, true)).ops });

/** The copies of a Yjs document that two users have before they edit. */
function copiesOf(shared) {
  return [1, 2].map((clientID) => {
    const copy = new Y.Doc();
    copy.clientID = clientID;
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(shared));
    return copy;
  });
}

/** Sends the edits of the second copy to the first. */
function exchange([theirs, yours]) {
  Y.applyUpdate(theirs, Y.encodeStateAsUpdate(yours, Y.encodeStateVector(theirs)));
}

/** As the binding of the editor does it: it reads the Yjs document when it opens, and compares it with each version of the editor's document. */
const sharedProseMirror = (versionsOf) => (base) => {
  const copies = copiesOf(prosemirrorJSONToYDoc(schema, base));
  const fragments = copies.map((copy) => copy.getXmlFragment('prosemirror'));
  const opened = fragments.map((fragment) => initProseMirrorDoc(fragment, schema).meta);
  return (...sides) => {
    sides.forEach((side, i) => versionsOf(side).forEach((version) => updateYFragment(copies[i], fragments[i], schema.nodeFromJSON(version), opened[i])));
    exchange(copies);
    return yXmlFragmentToProseMirrorRootNode(fragments[0], schema).toJSON();
  };
};

/** As the binding of the editor does it: the type takes deltas. */
const sharedQuill = (deltaOf) => (base) => {
  const shared = new Y.Doc();
  shared.getText().applyDelta(base.ops);
  const copies = copiesOf(shared);
  return (...sides) => {
    sides.forEach((side, i) => copies[i].getText().applyDelta(deltaOf(base, side).ops));
    exchange(copies);
    // Yjs gives its text in pieces; Quill joins those with the same format.
    return { ops: copies[0].getText().toDelta().reduce((delta, op) => delta.push(op), new Delta()).ops };
  };
};

const ofDocuments = (merge) => (base) => (theirs, yours) => merge(base, theirs.document, yours.document);

export const proseMirrorWays = new Map([
  ['prosemirror-recreate-steps', ofDocuments((base, theirs, yours) => mergedSteps(() => recreated(base, theirs), () => recreated(base, yours)))],
  ['prosemirror-recreate-steps, edits', () => (theirs, yours) => mergedSteps(() => theirs.edits, () => yours.edits)],
  ['Yjs, y-prosemirror', sharedProseMirror((side) => [side.document])],
  ['Yjs, y-prosemirror, edits', sharedProseMirror(({ edits }) => [...edits.docs.slice(1), edits.doc].map((doc) => doc.toJSON()))],
  ['diff-match-patch', ofDocuments(patched)],
  ['node-diff3', ofDocuments(mergedByLine)],
]);

export const quillWays = new Map([
  ['quill-delta', ofDocuments((base, theirs, yours) => transformed(base, deltaBetween(base, theirs), deltaBetween(base, yours)))],
  ['quill-delta, edits', (base) => (theirs, yours) => transformed(base, theirs.edits, yours.edits)],
  ['Yjs, Y.Text', sharedQuill((base, side) => deltaBetween(base, side.document))],
  ['Yjs, Y.Text, edits', sharedQuill((base, side) => side.edits)],
  ['diff-match-patch', ofDocuments(patched)],
  ['node-diff3', ofDocuments(mergedByLine)],
]);
