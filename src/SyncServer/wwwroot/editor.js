// @ts-check
import { clearDrafts, keepFlushing, listDrafts } from './client/outbox.js';
import { openDocument, ProblemError, UnreadableContentError } from './client/syncserver.js';
import { sharedEvents } from './client/tabs.js';
import { newNote, noteInAddress } from './editor/address.js';
import { Badges } from './editor/badges.js';
import { ConflictPanel } from './editor/conflict-panel.js';
import { element } from './editor/elements.js';
import { FieldLocks } from './editor/field-locks.js';
import { HistoryPanel } from './editor/history-panel.js';
import { Identity, SignedOutError } from './editor/identity.js';
import { NoteSheet } from './editor/note-sheet.js';
import { OtherSheet } from './editor/other-sheet.js';
import { People } from './editor/people.js';
import { ask } from './editor/question.js';
import { RefusedFiles } from './editor/refused-files.js';
import { SignIn } from './editor/sign-in.js';
import { reasonOf, resultOf, StatusLine } from './editor/status-line.js';
import { toast } from './editor/toast.js';
import { Versions } from './editor/versions.js';

/** How long a save is waited for that the user asked for, in milliseconds. */
const patience = 3000;

const desk = element('desk');
const problem = element('problem');

const identity = new Identity(document.baseURI, identityChanged);
const signIn = new SignIn(identity, signedIn);
const status = new StatusLine();
const sheet = new NoteSheet();
const other = new OtherSheet(() => sheet.focus(), write);
const people = new People(element('people'), [[sheet.title, '/title'], [sheet.text, '/text']]);
const panel = new ConflictPanel(other, (person) => people.nameOf(person), settled);
const badges = new Badges();
const files = new RefusedFiles();
const locks = new FieldLocks([
  { scope: '/title', button: element('lock-title'), notice: element('held-title') },
  { scope: '/text', button: element('lock-text'), notice: element('held-text') },
], (scope, locked) => sheet.lock(scope, locked), toast);
const past = new HistoryPanel(other, { restore, closed: () => element('open-history').focus() });

/** The note that is open. @type {import('./client/document.js').SyncDocument | null} */
let note = null;
/** The id of the note that is open, or is being opened. */
let id = '';
/** The id of a note that this page has made: it can be opened without the server. */
let made = '';
/** The id of the user. */
let user = '';
let opening = new AbortController();

/** Of which drafts. */
const outbox = { token: identity.token, baseUrl: new URL('v1/', document.baseURI) };

/** Opens the note of the address. What is unsaved in the previous one is sent meanwhile, or is left to its draft. */
async function follow() {
  const next = noteInAddress() ?? make();
  if (next === id) return;
  if (!(await mayLeave())) {
    history.replaceState(null, '', `#${id}`);
    return;
  }
  // The address has changed again meanwhile.
  if ((noteInAddress() ?? next) !== next) return;
  history.replaceState(null, '', `#${next}`);
  id = next;
  void leave();
  await open();
}

function make() {
  return (made = newNote());
}

/** Whether leaving the note loses nothing, or the user agrees. */
async function mayLeave() {
  if (!note) return true;
  const { state, draftError } = note.status;
  if (state === 'conflict' || state === 'postponed') {
    toast(resultOf(note.status));
    return false;
  }
  return state === 'saved' || !draftError || (await saveNow(note)).state === 'saved'
    || ask('This note is not saved, and nothing is kept on this device.', 'Leave and lose it');
}

/**
 * Closes the note.
 * @param {boolean} [now] Whether nothing more is sent.
 */
async function leave(now = false) {
  opening.abort();
  sheet.leave();
  people.leave();
  locks.leave();
  panel.hide();
  past.hide();
  files.hide();
  problem.hidden = true;
  const left = note;
  note = null;
  if (!left) return;
  const name = sheet.title.value || 'Untitled';
  let last = left.status;
  left.onConflict = left.onRemoteChange = left.onPresenceChange = left.onLockChange = null;
  left.onStatusChange = (now) => {
    if (now.state !== 'closed') last = now;
  };
  await left.close(now);
  if (!now && last.state !== 'saved' && last.state !== 'unreadable') toast(`“${name}” is not saved yet. It is kept on this device, and saved once you open it again.`);
}

async function open() {
  const { signal } = opening = new AbortController();
  problem.hidden = true;
  desk.inert = true;
  try {
    user = await identity.token.subject();
    const options = { token: identity.token, user, merge: true, events: sharedEvents, create: id === made, closeWait: patience, signal };
    show(await openDocument(addressOf(id), options).catch((error) => openOther(error, options)));
  } catch (error) {
    if (!signal.aborted) failed(error);
  }
}

/**
 * Opens what is not JSON, to show it.
 * @param {unknown} error Why it could not be opened as JSON.
 * @param {import('./client/syncserver.js').OpenOptions} options
 */
function openOther(error, options) {
  if (!(error instanceof UnreadableContentError)) throw error;
  return openDocument(addressOf(id), { ...options, contentType: error.contentType });
}

/** @param {import('./client/document.js').SyncDocument} opened */
function show(opened) {
  note = opened;
  note.onStatusChange = statusChanged;
  note.onConflict = (conflict) => panel.show(conflict);
  note.onRemoteChange = changed;
  sheet.follow(note);
  void people.follow(note, user);
  locks.follow(note, () => versions().locks());
  element('who').textContent = identity.name;
  element('actions').hidden = desk.hidden = desk.inert = false;
  statusChanged(note.status);
  if (note.content === null) sheet.title.focus();
  else sheet.focus();
}

/** @param {import('./client/status.js').Status} now */
function statusChanged(now) {
  status.show(now);
  panel.follow(now);
  badges.follow(now);
  problem.hidden = true;
  if (now.state === 'refused' || now.state === 'unreadable') failed(now.error);
}

/** @param {import('./client/document.js').RemoteChange} change */
function changed({ content, version, applied, savedBy }) {
  const words = `${savedBy ? people.nameOf(savedBy) : 'Someone else'} saved version ${version}.`;
  if (applied) {
    sheet.show(content);
    status.say(`${words} It is shown.`);
  } else if (note?.status.state !== 'saving') {
    toast(`${words} It is merged with your text when that is saved.`);
  }
}

/** @param {unknown} error Why a note could not be read or saved. */
function failed(error) {
  if (error instanceof SignedOutError || (error instanceof ProblemError && error.status === 401)) {
    signIn.ask();
    return;
  }
  if (error instanceof ProblemError && error.type === 'locked') void locks.look();
  const isUnsaved = note && !(error instanceof UnreadableContentError);
  element('problem-text').textContent = isUnsaved ? `Your text is kept here, but not saved. ${reasonOf(error)}` : reasonOf(error);
  // What is shown is the previous note.
  if (!note) desk.hidden = true;
  problem.hidden = false;
}

/** Retries the failed save or read. */
function resume() {
  if (note) void note.flush();
  else void open();
}

/** @param {boolean} samePerson Whether it is a sign-in of the same person, whose earlier one has expired. */
function signedIn(samePerson) {
  // The text of another person is not sent in this one's name.
  if (!samePerson) void leave(true);
  resume();
}

/** Another tab has signed in or out. @param {boolean} samePerson */
async function identityChanged(samePerson) {
  if (samePerson) {
    if (signIn.close()) resume();
    return;
  }
  await leave(true);
  // The other tab has deleted them before this one left its own.
  if (identity.name === '') await clearDrafts(user, outbox).catch(() => {});
  location.reload();
}

async function signOut() {
  if (note) await saveNow(note);
  const unsent = await listDrafts(outbox).catch(() => []);
  const isSaved = unsent.length === 0 && (!note || note.status.state === 'saved' || note.status.state === 'unreadable');
  if (!isSaved && !(await ask('Some of your text is not saved yet. Signing out deletes it from this device.', 'Sign out and delete it'))) return;
  await leave(true);
  // Where they cannot be deleted, others still do not see them: drafts belong to a person.
  await clearDrafts(user, outbox).catch(() => {});
  identity.signOut();
  history.replaceState(null, '', location.pathname);
  location.reload();
}

/**
 * Saves now.
 * @param {import('./client/document.js').SyncDocument} document
 * @returns {Promise<import('./client/status.js').Status>} The status after a moment, if it cannot be saved before.
 */
async function saveNow(document) {
  await Promise.race([document.flush(), new Promise((resolve) => setTimeout(resolve, patience))]);
  return document.status;
}

/** @param {KeyboardEvent} event */
async function saveByKey(event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== 's') return;
  event.preventDefault();
  if (!note) return;
  toast('Saving…');
  toast(resultOf(await saveNow(note)));
}

/**
 * @param {'merge' | 'reload' | 'keep' | 'overwrite'} choice
 * @param {unknown} typed
 */
function settled(choice, typed) {
  if (choice === 'reload') other.show('What you typed', 'Not saved. Copy what you need.', typed, true, true);
  sheet.focus();
}

/** Replaces the text of the note and saves it. @param {import('./editor/note.js').Shown} shown */
function write(shown) {
  sheet.write(shown);
  sheet.focus();
}

/**
 * Restores an earlier version and reopens the note.
 * @param {number} version
 * @param {number} newest The version that the user saw as the newest.
 */
async function restore(version, newest) {
  const state = note && (await saveNow(note)).state;
  // An unreadable version is what the user wants to get rid of.
  if (state !== 'saved' && state !== 'unreadable') throw new Error('This note is not saved yet. Save it first.');
  await versions().restore(version, newest);
  await leave();
  await open();
}

function versions() {
  return new Versions(addressOf(id), identity.token);
}

/** @param {string} name */
function addressOf(name) {
  return new URL(`v1/notes/${name}`, document.baseURI);
}

async function copyLink() {
  // The clipboard API is not available on plain http.
  await navigator.clipboard?.writeText(location.href);
  toast(navigator.clipboard ? 'Link copied.' : 'Copy the link from the address bar.');
}

element('new').addEventListener('click', () => (location.hash = make()));
element('open-history').addEventListener('click', () => void past.show(versions()));
element('share').addEventListener('click', () => void copyLink());
element('sign-out').addEventListener('click', () => void signOut());
element('problem-retry').addEventListener('click', resume);
addEventListener('keydown', (event) => void saveByKey(event));
addEventListener('hashchange', () => void follow());
addEventListener('online', () => problem.hidden || resume());
addEventListener('beforeunload', (event) => {
  if (note && note.status.state !== 'saved') event.preventDefault();
});
// After that, as it would claim the draft of the note that is being opened.
void follow().then(() => keepFlushing(outbox));
