// @ts-check
import { hasRoomAt, partAt, withPart } from './json-pointer.js';

/**
 * An editor as a binding drives it. What `show` changes is not an edit: `edited` is not called for it, and it cannot be undone.
 * @typedef {object} Field
 * @property {EventTarget} element Receives the events of input methods (IME).
 * @property {(edited: () => void) => void} attach Calls `edited` after each edit of the user, with undo and redo.
 * @property {(stored: unknown) => void} show Shows a stored value by the smallest change: caret and selection stay at their text, and undo still
 *   covers the user's own edits only. `undefined` and `null` are shown as empty.
 * @property {() => unknown} read The value to store.
 * @property {(one: unknown, other: unknown) => boolean} same Whether two stored values are shown alike.
 * @property {(readOnly: boolean) => void} lock
 * @property {() => void} detach Removes what `attach` added. The editor remains.
 */

/**
 * Stored content that the editor cannot hold without a loss. The editor is read-only until it shows another content, or until `editAnyway` is called.
 * @typedef {object} Unrepresentable
 * @property {string} pointer Where it is in the content; empty for the whole.
 * @property {unknown} stored The stored value.
 * @property {unknown} shown What the editor would store instead.
 * @property {() => void} editAnyway Lets the user edit: the first edit stores what the editor holds.
 */

/**
 * @typedef {object} BindOptions
 * @property {boolean} [readOnly] Whether the user may not edit; default false.
 * @property {(content: Unrepresentable) => void} [onUnrepresentable] Called when an editor became read-only because it cannot hold the content.
 */

/** @typedef {{ pointer: string, field: Field, represented: boolean, ending: AbortController }} Bound */

/**
 * Binds editors to an open document. They show its content, save the user's edits, and show changes of others.
 *
 * Only an edit of the user saves. A change of another is held back while an input method composes text. The editors are read-only while the document is
 * `unreadable` or `closed`.
 * @param {import('../src/syncserver.js').SyncDocument} note
 * @param {Record<string, Field>} fields The editor of each part, by JSON pointer; `''` is the whole content. Other parts are kept as they are.
 * @param {BindOptions} [options]
 */
export function bind(note, fields, options = {}) {
  return new Binding(note, fields, options);
}

/** Editors that are bound to a document: see {@link bind}. */
class Binding {
  #note;
  #options;
  /** @type {Bound[]} */
  #fields;
  #readOnly;
  /** Ends the hold while an input method composes text. @type {(() => void) | undefined} */
  #release;
  #stopListening;

  /**
   * @param {import('../src/syncserver.js').SyncDocument} note
   * @param {Record<string, Field>} fields
   * @param {BindOptions} options
   */
  constructor(note, fields, options) {
    this.#note = note;
    this.#options = options;
    this.#readOnly = options.readOnly ?? false;
    this.#fields = Object.entries(fields).map(([pointer, field]) => ({ pointer, field, represented: true, ending: new AbortController() }));
    for (const bound of this.#fields) {
      const { field, ending: { signal } } = bound;
      field.attach(() => this.#edited(bound));
      field.element.addEventListener('compositionstart', () => this.#hold(), { signal });
      // The editor takes the composed text in its own handler of this event.
      field.element.addEventListener('compositionend', () => setTimeout(() => this.#endHold()), { signal });
      this.#show(bound);
    }
    this.#stopListening = note.listen({
      onRemoteChange: ({ applied }) => {
        if (applied) this.#fields.forEach((bound) => this.#show(bound));
      },
      onStatusChange: () => this.#fields.forEach((bound) => this.#lock(bound)),
    });
  }

  /** Whether the user may not edit. */
  get readOnly() {
    return this.#readOnly;
  }

  set readOnly(readOnly) {
    this.#readOnly = readOnly;
    this.#fields.forEach((bound) => this.#lock(bound));
  }

  /** Detaches the editors, and leaves both them and the document open. A second call does nothing. */
  destroy() {
    for (const { field, ending } of this.#fields.splice(0)) {
      ending.abort();
      field.detach();
    }
    this.#stopListening();
    this.#endHold();
  }

  /** @param {Bound} bound */
  #edited({ pointer, field, represented }) {
    if (!represented) return;
    const { content } = this.#note;
    const value = field.read();
    if (!field.same(value, partAt(content, pointer))) this.#note.save(withPart(content, pointer, value));
  }

  /** @param {Bound} bound */
  #show(bound) {
    const { pointer, field } = bound;
    const { content } = this.#note;
    const stored = partAt(content, pointer);
    field.show(stored);
    const wasRepresented = bound.represented;
    bound.represented = hasRoomAt(content, pointer) && (stored === undefined || stored === null || field.same(field.read(), stored));
    this.#lock(bound);
    if (bound.represented || !wasRepresented) return;
    const editAnyway = () => {
      bound.represented = true;
      this.#lock(bound);
    };
    const shown = field.read();
    // As a microtask: an exception of the handler must not refuse the content.
    queueMicrotask(() => this.#options.onUnrepresentable?.({ pointer, stored, shown, editAnyway }));
  }

  /** @param {Bound} bound */
  #lock({ field, represented }) {
    const { state } = this.#note.status;
    field.lock(this.#readOnly || !represented || state === 'unreadable' || state === 'closed');
  }

  #hold() {
    this.#release ??= this.#note.hold();
  }

  #endHold() {
    this.#release?.();
    this.#release = undefined;
  }
}
