// @ts-check
import { ChangeList } from './change-list.js';
import { element } from './elements.js';
import { noteOf } from './note-fields.js';
import { shortTime } from './times.js';

/** @typedef {import('../client/conflict.js').Conflict} Conflict */
/** @typedef {import('./note-fields.js').Note} Note */

/** Shows a conflict above the note and their version beside it, and lets the user choose. It never changes what the user typed. */
export class ConflictPanel {
  #panel = element('conflict');
  #choices = element('conflict-choices');
  #confirm = element('conflict-confirm');
  #merge = element('conflict-merge');
  #reloads = element('conflict-reload');
  #keep = element('conflict-keep');
  #changes = new ChangeList(element('conflict-changes'));
  #mine = element('mine-header');
  #text = element('conflict-text');
  #explanation = '';
  #other;
  #typed;
  #settled;
  /** @type {Conflict | null} */
  #conflict = null;

  /**
   * @param {import('./other-sheet.js').OtherSheet} other Shows their version.
   * @param {() => Note} typed Returns the content of the editor.
   * @param {(choice: 'merge' | 'reload' | 'keep' | 'overwrite', conflict: Conflict, typed: Note) => void} settled Called after a
   *   choice is carried out, except for a merge, which is carried out after it; with the content of the editor at the time of the choice.
   */
  constructor(other, typed, settled) {
    this.#other = other;
    this.#typed = typed;
    this.#settled = settled;
    this.#merge.addEventListener('click', () => this.#mergeBoth());
    this.#reloads.addEventListener('click', () => this.#reload());
    this.#keep.addEventListener('click', () => this.#keepMine());
    element('conflict-overwrite').addEventListener('click', () => this.#ask(true));
    element('conflict-cancel').addEventListener('click', () => this.#ask(false));
    element('conflict-confirmed').addEventListener('click', () => this.#overwrite());
    this.#confirm.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.#ask(false);
    });
  }

  /** @param {Conflict} conflict */
  show(conflict) {
    this.#conflict = conflict;
    this.#panel.classList.remove('quiet');
    this.#panel.hidden = this.#mine.hidden = this.#keep.hidden = this.#choices.hidden = false;
    this.#confirm.hidden = true;
    this.#merge.hidden = !conflict.mergeable;
    this.#reloads.classList.toggle('primary', !conflict.mergeable);
    this.#changes.showConflict(conflict.problem.changes ?? []);
    this.#say(headingFor(conflict), conflict.mergeable
      ? 'What you typed is kept here, but not saved. The changes do not overlap: both can be kept.'
      : 'What you typed is kept here, but not saved. Which version do you want to keep?');
    if (!conflict.deleted) {
      const who = `${conflict.savedBy?.name}, ${shortTime(conflict.savedAt ?? '')}`;
      this.#other.show(`Theirs, version ${conflict.version}`, who, noteOf(conflict.theirs), false);
    } else {
      this.#other.hide();
    }
  }

  hide() {
    this.#conflict = null;
    this.#panel.hidden = this.#mine.hidden = true;
    this.#other.hide();
  }

  #mergeBoth() {
    const conflict = this.#conflict;
    if (!conflict) return;
    this.hide();
    this.#settled('merge', conflict, this.#typed());
  }

  #reload() {
    const conflict = this.#conflict;
    if (!conflict) return;
    // Read before takeTheirs, which replaces the content of the editor.
    const typed = this.#typed();
    conflict.takeTheirs();
    this.hide();
    this.#settled('reload', conflict, typed);
  }

  #keepMine() {
    if (!this.#conflict) return;
    this.#conflict.later();
    this.#panel.classList.add('quiet');
    this.#keep.hidden = true;
    this.#say('You are keeping your version', 'It is not saved. Theirs stays visible until you choose.');
    this.#settled('keep', this.#conflict, this.#typed());
  }

  #overwrite() {
    const conflict = this.#conflict;
    if (!conflict) return;
    conflict.keepMine();
    this.hide();
    this.#settled('overwrite', conflict, this.#typed());
  }

  /** Shows the confirmation, or the choices again. @param {boolean} asking */
  #ask(asking) {
    this.#choices.hidden = asking;
    this.#confirm.hidden = !asking;
    this.#text.textContent = asking && this.#conflict ? questionFor(this.#conflict) : this.#explanation;
    // Focuses the other button, so that a key that is held down does not confirm.
    element(asking ? 'conflict-cancel' : 'conflict-overwrite').focus();
  }

  /**
   * @param {string} heading
   * @param {string} explanation
   */
  #say(heading, explanation) {
    element('conflict-heading').textContent = heading;
    this.#text.textContent = this.#explanation = explanation;
  }
}

/** @param {Conflict} conflict */
function headingFor({ version, deleted, savedBy }) {
  if (version === 0) return 'This note no longer exists on the server';
  return deleted ? `${savedBy?.name} deleted this note` : `${savedBy?.name} saved version ${version}`;
}

/** @param {Conflict} conflict */
function questionFor({ version, deleted, savedBy }) {
  return deleted ? 'The note will be created again from your version.' : `Version ${version} by ${savedBy?.name} will be replaced by your version.`;
}
