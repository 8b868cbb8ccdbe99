// @ts-check
import { openDocument, ProblemError } from './client/syncserver.js';
import { newNote, noteInAddress } from './editor/address.js';
import { ConflictPanel } from './editor/conflict-panel.js';
import { element } from './editor/elements.js';
import { FieldLocks } from './editor/field-locks.js';
import { HistoryPanel } from './editor/history-panel.js';
import { Identity, SignedOutError } from './editor/identity.js';
import { MergeBar } from './editor/merge-bar.js';
import { NoteFields, noteOf } from './editor/note-fields.js';
import { OfflineBadge } from './editor/offline-badge.js';
import { OtherSheet } from './editor/other-sheet.js';
import { People } from './editor/people.js';
import { RemoteNotice } from './editor/remote-notice.js';
import { SignIn } from './editor/sign-in.js';
import { StatusLine } from './editor/status-line.js';
import { Toolbar } from './editor/toolbar.js';
import { Versions } from './editor/versions.js';

const title = /** @type {HTMLInputElement} */ (element('title'));
const prose = element('prose');
const desk = element('desk');
const problem = element('problem');

const identity = new Identity(document.baseURI);
const signIn = new SignIn(identity, resume);
const status = new StatusLine(element('status'), element('announcer'));
const fields = new NoteFields(title, prose, () => note?.save(fields.note));
const other = new OtherSheet(() => prose.focus(), write);
const panel = new ConflictPanel(other, () => fields.note, settled);
const merge = new MergeBar(undoMerge);
const remote = new RemoteNotice();
const offline = new OfflineBadge(element('offline'));
const people = new People(element('people'), [[title, '/title'], [prose, '/html']]);
const locks = new FieldLocks([
  { scope: '/title', button: element('lock-title'), notice: element('held-title'), forbid: (locked) => (title.readOnly = locked) },
  { scope: '/html', button: element('lock-prose'), notice: element('held-prose'), forbid: forbidProse },
], (words) => status.say(words));
const past = new HistoryPanel(other, { restore, closed: () => element('open-history').focus() });

/** The note that is open. @type {import('./client/document.js').SyncDocument | null} */
let note = null;
/** The id of the note that is open, or is being opened. */
let id = '';

/** Opens the note of the address, if the previous one is saved. */
async function follow() {
  const next = noteInAddress() ?? newNote();
  if (next === id) return;
  if (note && (await note.flush()).state !== 'saved') {
    // Leaving would lose unsaved edits, so the address is reset.
    history.replaceState(null, '', `#${id}`);
    status.say('This note is not saved yet.');
    return;
  }
  history.replaceState(null, '', `#${next}`);
  id = next;
  note?.close();
  note = null;
  panel.hide();
  merge.hide();
  past.hide();
  remote.hide();
  await open();
}

async function open() {
  const opening = id;
  problem.hidden = true;
  desk.inert = true;
  try {
    const opened = await openDocument(addressOf(opening), { token: () => identity.token() });
    if (opening === id) show(opened);
  } catch (error) {
    if (opening === id) failed(error);
  }
}

/** @param {import('./client/document.js').SyncDocument} opened */
function show(opened) {
  note = opened;
  note.onStatusChange = (now) => {
    status.show(now);
    merge.follow(now);
    offline.follow(now);
    if (now.state === 'saved' || now.state === 'conflict') remote.hide();
    problem.hidden = true;
    if (now.state === 'refused') failed(now.error);
  };
  note.onConflict = (conflict) => panel.show(conflict);
  note.onRemoteChange = changed;
  void people.follow(note, () => identity.id());
  locks.follow(note, () => versions().locks());
  fields.note = noteOf(note.content);
  status.show(note.status);
  element('who').textContent = identity.name;
  element('actions').hidden = desk.hidden = desk.inert = false;
  (note.content === null ? title : prose).focus();
}

/** @param {import('./client/document.js').RemoteChange} change */
function changed({ content, version, applied }) {
  if (!applied) return remote.show(version);
  fields.note = noteOf(content);
  status.say(`Someone else saved version ${version}. It is shown.`);
}

/** @param {boolean} locked */
function forbidProse(locked) {
  prose.contentEditable = String(!locked);
  prose.setAttribute('aria-readonly', String(locked));
  element('toolbar').inert = locked;
}

/** @param {unknown} error Why a note could not be read or saved. */
function failed(error) {
  if (error instanceof SignedOutError || (error instanceof ProblemError && error.status === 401)) {
    signIn.ask();
    return;
  }
  if (error instanceof ProblemError && error.type === 'locked') void locks.look();
  const reason = error instanceof TypeError ? 'The server cannot be reached.' : /** @type {Error} */ (error).message;
  element('problem-text').textContent = note ? `Your text is kept here, but not saved. ${reason}` : reason;
  problem.hidden = false;
}

/** Retries the failed save or read. */
function resume() {
  if (note) void note.flush();
  else void open();
}

/**
 * @param {'merge' | 'reload' | 'keep' | 'overwrite'} choice
 * @param {import('./client/conflict.js').Conflict} conflict
 * @param {import('./editor/note-fields.js').Note} typed
 */
function settled(choice, conflict, typed) {
  if (choice === 'merge') {
    merge.expect({ theirs: conflict.version, by: conflict.savedBy?.name ?? '', mine: typed });
    conflict.merge();
  }
  if (choice === 'merge' || choice === 'reload') fields.note = noteOf(note?.content);
  if (choice === 'reload') showTyped(typed);
  prose.focus();
}

/** @param {import('./editor/note-fields.js').Note} typed */
function showTyped(typed) {
  other.show('What you typed', 'Not saved. Copy what you need.', typed, true, true);
}

/** Replaces the content of the editor and saves it. @param {import('./editor/note-fields.js').Note} content */
function write(content) {
  fields.note = content;
  note?.save(fields.note);
  prose.focus();
}

/**
 * Restores their version, and shows what the user typed beside it, as before the merge.
 * @param {import('./editor/merge-bar.js').Merge} merged
 * @param {number} version
 */
async function undoMerge({ theirs, mine }, version) {
  await restore(theirs, version);
  showTyped(mine);
}

/**
 * Restores an earlier version and reopens the note.
 * @param {number} version
 * @param {number} newest The version that the user saw as the newest.
 */
async function restore(version, newest) {
  if (!note || (await note.flush()).state !== 'saved') throw new Error('This note is not saved yet. Save it first.');
  await versions().restore(version, newest);
  // No edit is lost, as everything was saved.
  await note.close();
  note = null;
  await open();
}

function versions() {
  return new Versions(addressOf(id), () => identity.token());
}

/** @param {string} name */
function addressOf(name) {
  return new URL(`v1/notes/${name}`, document.baseURI);
}

async function copyLink() {
  const button = element('share');
  // The clipboard API is not available on plain http.
  await navigator.clipboard?.writeText(location.href);
  button.textContent = navigator.clipboard ? 'Link copied' : 'Copy it from the address bar';
  status.say(button.textContent);
  setTimeout(() => (button.textContent = 'Copy link'), 2500);
}

new Toolbar(element('toolbar'), prose);
element('new').addEventListener('click', () => (location.hash = newNote()));
element('open-history').addEventListener('click', () => void past.show(versions()));
element('share').addEventListener('click', () => void copyLink());
element('problem-retry').addEventListener('click', resume);
addEventListener('hashchange', () => void follow());
addEventListener('online', () => problem.hidden || resume());
addEventListener('beforeunload', (event) => {
  if (note && note.status.state !== 'saved') event.preventDefault();
});
void follow();
