// @ts-check
import { createElement, useEffect, useState, useSyncExternalStore } from 'react';
import { bind, textField } from './editors/textarea.js';
import { contentWith, disputedBlocks } from './src/blocks.js';
import { openDocument } from './src/syncserver.js';

/** @typedef {import('./src/syncserver.js').SyncDocument} SyncDocument @typedef {import('./src/syncserver.js').Conflict} Conflict */
/** @typedef {import('./src/syncserver.js').OpenOptions} OpenOptions @typedef {import('./src/status.js').Status} Status */
/** @typedef {import('react').ReactNode} ReactNode @typedef {import('react').ReactElement} ReactElement */

/**
 * What a component renders of a document.
 * @typedef {object} Snapshot
 * @property {SyncDocument | null} note The open document; null until it is open.
 * @property {unknown} content The content at the last change of the status, change of another, or `save` of the hook.
 * @property {Status | null} status null until the document is open.
 * @property {Conflict | null} conflict The conflict that waits for a choice.
 * @property {Error | null} error Why the document could not be opened.
 */

/** @type {Snapshot} */
const notOpen = { note: null, content: null, status: null, conflict: null, error: null };

/** The documents that were used, by address and user. @type {Map<string, SharedDocument>} */
const documents = new Map();

/** A document that all components of a page with the same address share. It is open while one of them is mounted. */
class SharedDocument {
  #url;
  /** @type {Set<() => void>} */
  #subscribers = new Set();
  #snapshot = notOpen;
  /** Cancels opening, and closes the document; null while it is closed. @type {AbortController | null} */
  #ending = null;

  /** @param {string | URL} url @param {OpenOptions} options */
  constructor(url, options) {
    this.#url = url;
    this.options = options;
  }

  snapshot = () => this.#snapshot;

  /** @param {() => void} subscriber */
  subscribe = (subscriber) => {
    this.#subscribers.add(subscriber);
    if (this.#ending === null) void this.#open(this.#ending = new AbortController());
    return () => {
      this.#subscribers.delete(subscriber);
      // Later: StrictMode, and a component that takes the place of another, subscribe again at once.
      setTimeout(() => {
        if (this.#subscribers.size === 0) this.#close();
      });
    };
  };

  /** Opens the document again, after it could not be opened. */
  retry = () => {
    this.#close();
    if (this.#subscribers.size > 0) void this.#open(this.#ending = new AbortController());
  };

  /** @param {unknown} content */
  save = (content) => {
    const { note } = this.#snapshot;
    if (note === null) throw new Error('The document is not open yet.');
    note.save(content);
    this.#publish(note);
  };

  /** @param {AbortController} ending */
  async #open({ signal }) {
    try {
      const options = { ...this.options, signal };
      const note = await openDocument(this.#url, options);
      if (signal.aborted) return await note.close();
      const publish = () => this.#publish(note);
      const stop = note.listen({ onStatusChange: publish, onConflict: publish, onRemoteChange: publish });
      signal.addEventListener('abort', () => {
        stop();
        void note.close();
      });
      publish();
    } catch (error) {
      if (!signal.aborted) this.#update({ ...notOpen, error: /** @type {Error} */ (error) });
    }
  }

  #close() {
    this.#ending?.abort();
    this.#ending = null;
    this.#update(notOpen);
  }

  /** @param {SyncDocument} note */
  #publish(note) {
    this.#update({ note, content: note.content, status: note.status, conflict: note.pendingConflict, error: null });
  }

  /** @param {Snapshot} snapshot */
  #update(snapshot) {
    this.#snapshot = snapshot;
    for (const subscriber of this.#subscribers) subscriber();
  }
}

/**
 * Opens a document while the component is mounted. Components with the same address, and the same `user`, share it; the options of the first are used.
 * @param {string | URL} url `…/v1/{collection}/{id}`
 * @param {OpenOptions} [options] Changes take effect when the document is opened the next time.
 * @returns {Snapshot & { save: (content: unknown) => void, retry: () => void }} `save` takes the content after each change of the user; `retry` opens
 *   the document again after an `error`.
 */
export function useSyncDocument(url, options = {}) {
  const key = JSON.stringify([String(url), options.user]);
  let shared = documents.get(key);
  if (!shared) documents.set(key, shared = new SharedDocument(url, options));
  const { subscribe, snapshot, save, retry } = shared;
  return { ...useSyncExternalStore(subscribe, snapshot, () => notOpen), save, retry };
}

/**
 * Binds a `<textarea>` or `<input>` to a string of a document: caret, undo and composition survive changes of others.
 * @param {SyncDocument | null} note
 * @param {string} [pointer] The JSON pointer of the string; default the whole content.
 * @param {import('./editors/binding.js').BindOptions} [options] Changes take effect when the field is bound the next time.
 * @returns {(element: HTMLTextAreaElement | HTMLInputElement | null) => void} The `ref` of the element, which has neither `value` nor `defaultValue`.
 */
export function useTextField(note, pointer = '', options) {
  const [element, setElement] = useState(/** @type {HTMLTextAreaElement | HTMLInputElement | null} */ (null));
  useEffect(() => {
    if (note === null || element === null) return undefined;
    const binding = bind(note, { [pointer]: textField(element) }, options);
    return () => binding.destroy();
  }, [note, element, pointer]);
  return setElement;
}

/** The words of {@link StatusBadge}. */
const statusLabels = {
  saved: 'Saved', saving: 'Saving …', retrying: 'Offline: saved on this device', conflict: 'Changed by another person', postponed: 'Not saved: changed by another person',
  unreadable: 'The newest version cannot be shown', refused: 'Not saved', closed: 'Closed', opening: 'Opening …',
};

/**
 * The status in words: a `<span class="syncserver-status" data-state="saved">`.
 * @param {{ status: Status | null, error?: Error | null, labels?: Partial<typeof statusLabels>, className?: string,
 *   children?: (status: Status | null, label: string) => ReactNode }} props `error` is why the document could not be opened. `children` renders the
 *   inside instead.
 * @returns {ReactElement}
 */
export function StatusBadge({ status, error = null, labels, className = 'syncserver-status', children }) {
  const words = { ...statusLabels, ...labels };
  const label = error?.message ?? words[status?.state ?? 'opening'];
  return createElement('span', { className, role: 'status', 'data-state': error ? 'error' : status?.state ?? 'opening', title: status?.error?.message },
    children ? children(status, label) : label);
}

/** The words of {@link ConflictDialog}. */
const conflictLabels = {
  title: 'Changed by another person', deleted: 'It was deleted', mine: 'Your version', theirs: 'Their version', merge: 'Merge', keepMine: 'Keep yours',
  takeTheirs: 'Take theirs', later: 'Later', blocks: 'All other changes are merged. Choose for each of these:', both: 'Both', nothing: 'Deleted', saveBlocks: 'Save this choice',
};

/**
 * The blocks of rich text that both changed, each with a choice.
 * @param {{ conflict: Conflict, blocks: import('./src/blocks.js').Block[], words: typeof conflictLabels }} props
 * @returns {ReactElement}
 */
function BlockChoices({ conflict, blocks, words }) {
  const [choices, setChoices] = useState(() => blocks.map(() => /** @type {import('./src/blocks.js').BlockChoice} */ ('mine')));
  /** @param {number} i @param {import('./src/blocks.js').BlockChoice} choice @param {string} label @param {string} text */
  const option = (i, choice, label, text) => createElement('label', { key: choice, 'data-choice': choice },
    createElement('input', {
      type: 'radio', name: `syncserver-block-${i}`, checked: choices[i] === choice,
      onChange: () => setChoices(choices.map((other, at) => (at === i ? choice : other))),
    }), ` ${label}: `, createElement('span', null, text));
  return createElement('form', {
    onSubmit: (/** @type {import('react').FormEvent} */ event) => {
      event.preventDefault();
      // What was typed since the last rendering is in no block: then both versions are shown.
      if (conflict.edited()) setChoices([...choices]);
      else conflict.save(contentWith(conflict, choices));
    },
  }, createElement('p', null, words.blocks), blocks.map((block, i) => createElement('fieldset', { key: i, 'data-block': i },
    createElement('legend', null, block.base || words.nothing),
    option(i, 'mine', words.mine, block.mine || words.nothing), option(i, 'theirs', words.theirs, block.theirs || words.nothing),
    block.mine && block.theirs && option(i, 'both', words.both, `${block.theirs} … ${block.mine}`))),
  createElement('button', { type: 'submit', 'data-choice': 'blocks' }, words.saveBlocks));
}

/**
 * Both versions and the choices, or for rich text the blocks that both changed: a `<section class="syncserver-conflict" role="alertdialog">`, not modal, because editing may continue. Nothing without
 * a conflict.
 * @param {{ conflict: Conflict | null, format?: (content: unknown) => ReactNode, labels?: Partial<typeof conflictLabels>, className?: string,
 *   children?: (conflict: Conflict) => ReactNode }} props `format` renders a content; default its JSON. `children` renders the inside instead.
 * @returns {ReactElement | null}
 */
export function ConflictDialog({ conflict, format = formatJson, labels, className = 'syncserver-conflict', children }) {
  if (conflict === null) return null;
  const words = { ...conflictLabels, ...labels };
  const blocks = disputedBlocks(conflict);
  /** @param {'merge' | 'keepMine' | 'takeTheirs' | 'later'} choice */
  const button = (choice) => createElement('button', { key: choice, type: 'button', 'data-choice': choice, onClick: () => conflict[choice]() }, words[choice]);
  /** @param {'mine' | 'theirs'} side */
  const version = (side) => createElement('figure', { key: side, 'data-side': side }, createElement('figcaption', null, words[side]),
    side === 'theirs' && conflict.deleted ? words.deleted : format(conflict[side]));
  return createElement('section', { className, role: 'alertdialog', 'aria-label': words.title }, children ? children(conflict) : [
    createElement('h2', { key: 'title' }, conflict.savedBy ? `${words.title}: ${conflict.savedBy.name}` : words.title),
    ...(blocks ? [createElement(BlockChoices, { key: `blocks ${conflict.problem.conflictId}`, conflict, blocks, words })] : [version('mine'), version('theirs')]),
    conflict.mergeable && button('merge'), button('keepMine'), button('takeTheirs'), button('later'),
  ]);
}

/** The words of {@link HistoryPanel}. */
const historyLabels = { title: 'History', restore: 'Restore', deleted: 'deleted', older: 'Older versions' };

/** @typedef {{ version: number, savedAt: string, savedBy: { name: string }, deleted?: boolean }} Revision */

/**
 * The versions, newest first, each with a button that restores it: a `<section class="syncserver-history">`.
 * @param {{ note: SyncDocument | null, version?: number, labels?: Partial<typeof historyLabels>, className?: string,
 *   children?: (revision: Revision, restore: () => void) => ReactNode }} props `version` is the newest version: the list is read again when it changes.
 *   `children` renders a version instead.
 * @returns {ReactElement | null}
 */
export function HistoryPanel({ note, version = note?.version, labels, className = 'syncserver-history', children }) {
  const [{ items, next }, setPages] = useState({ items: /** @type {Revision[]} */ ([]), next: /** @type {string | null} */ (null) });
  const [error, setError] = useState(/** @type {Error | null} */ (null));
  useEffect(() => {
    let isCurrent = true;
    note?.history().then((page) => isCurrent && setPages(page), setError);
    return () => {
      isCurrent = false;
    };
  }, [note, version]);
  if (note === null) return null;
  const words = { ...historyLabels, ...labels };
  const readOlder = (/** @type {string} */ before) => note.history({ before }).then((page) => setPages({ ...page, items: [...items, ...page.items] }), setError);
  const restore = (/** @type {number} */ of) => void note.restore(of).catch(setError);
  return createElement('section', { className, 'aria-label': words.title },
    error && createElement('p', { role: 'alert' }, error.message),
    createElement('ol', null, items.map((revision) => createElement('li', { key: revision.version, value: revision.version },
      children ? children(revision, () => restore(revision.version)) : [
        createElement('time', { key: 'time', dateTime: revision.savedAt }, new Date(revision.savedAt).toLocaleString()),
        ` ${revision.savedBy.name} `,
        revision.deleted ? words.deleted : createElement('button', { key: 'restore', type: 'button', onClick: () => restore(revision.version) }, words.restore),
      ]))),
    next && createElement('button', { type: 'button', onClick: () => void readOlder(next) }, words.older));
}

/** @param {unknown} content */
function formatJson(content) {
  return createElement('pre', null, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
}
