// @ts-check
import { ModelLivePosition, ModelLiveRange } from 'ckeditor5';

/**
 * A part of the document that another wrote.
 * @typedef {object} Kept
 * @property {ModelLiveRange} range Where it is, also in the graveyard.
 * @property {ModelLivePosition | null} place Where it was when undo removed it.
 * @property {ModelLiveRange | null} copy The copy that was put there.
 */

/** How many parts are known; of older ones, undo may remove those within the own text. */
const maxKept = 200;

/**
 * Keeps what others wrote within the own text. The editor inserts a text by one operation; when it is undone, all that is in the text by then goes with
 * it to the graveyard, and comes back when it is redone.
 */
export class KeptParts {
  #model;
  /** @type {Kept[]} */
  #parts = [];

  /** @param {import('ckeditor5').Model} model */
  constructor(model) {
    this.#model = model;
  }

  /** An operation of another was applied. @param {import('ckeditor5').Operation} operation */
  applied(operation) {
    if (operation.type !== 'insert' || !operation.isDocumentOperation) return;
    const { position, nodes } = /** @type {import('ckeditor5').InsertOperation} */ (operation);
    const range = ModelLiveRange.fromRange(this.#model.createRange(position, position.getShiftedBy(nodes.maxOffset)));
    this.#parts.push({ range, place: null, copy: null });
    this.#parts.splice(0, this.#parts.length - maxKept).forEach(detach);
  }

  /** An operation of the user will be applied. @param {import('ckeditor5').Operation} operation */
  applies(operation) {
    if (operation.type !== 'remove' || !operation.isDocumentOperation) return;
    const { sourcePosition, howMany } = /** @type {import('ckeditor5').MoveOperation} */ (operation);
    const removed = this.#model.createRange(sourcePosition, sourcePosition.getShiftedBy(howMany));
    const within = this.#parts.filter(({ range }) => removed.containsRange(range, true));
    if (operation.batch?.isUndo) {
      for (const part of within) part.place = ModelLivePosition.fromPosition(sourcePosition, 'toPrevious');
    } else {
      // The user removes it on purpose.
      this.#parts = this.#parts.filter((part) => !within.includes(part));
      within.forEach(detach);
    }
  }

  /** A step was undone or redone. */
  reverted() {
    for (const part of this.#parts.filter(({ place }) => place !== null)) {
      const isGone = part.range.root.rootName === '$graveyard';
      this.#model.enqueueChange({ isUndoable: false, isLocal: false }, (writer) => {
        if (isGone && part.copy === null) part.copy = this.#copy(writer, part);
        else if (!isGone) this.#forgetCopy(writer, part);
      });
    }
  }

  /** Forgets all. */
  clear() {
    this.#parts.splice(0).forEach(detach);
  }

  /** @param {import('ckeditor5').ModelWriter} writer @param {Kept} part */
  #copy(writer, { range, place }) {
    const start = /** @type {ModelLivePosition} */ (place).toPosition();
    let end = start;
    for (const item of range.getItems({ shallow: true })) {
      writer.insert(item.is('$textProxy') ? writer.createText(item.data, item.getAttributes()) : writer.cloneElement(/** @type {any} */ (item)), end);
      end = end.getShiftedBy(item.offsetSize);
    }
    return ModelLiveRange.fromRange(writer.createRange(start, end));
  }

  /** @param {import('ckeditor5').ModelWriter} writer @param {Kept} part */
  #forgetCopy(writer, part) {
    if (part.copy !== null && part.copy.root.rootName !== '$graveyard') writer.remove(part.copy.toRange());
    part.copy?.detach();
    part.place?.detach();
    Object.assign(part, { copy: null, place: null });
  }
}

/** @param {Kept} part */
function detach({ range, place, copy }) {
  for (const live of [range, place, copy]) live?.detach();
}
