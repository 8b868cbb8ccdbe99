// @ts-check
import { ChangeList } from './change-list.js';
import { element } from './elements.js';
import { shortTime } from './times.js';

/** @typedef {import('../client/conflict.js').Conflict} Conflict */

/** How often an overwrite follows the session that it replaces, which goes on typing meanwhile. */
const maxAttempts = 20;

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
  #nameOf;
  #settled;
  /** @type {Conflict | null} */
  #conflict = null;
  /** The session whose versions are being replaced, and how often that was tried. @type {{ session: unknown, attempts: number } | null} */
  #overwriting = null;

  /**
   * @param {import('./other-sheet.js').OtherSheet} other Shows their version.
   * @param {(person: import('../client/document.js').Person | null) => string} nameOf
   * @param {(choice: 'merge' | 'reload' | 'keep' | 'overwrite', typed: unknown) => void} settled Called after a choice, with the content of the
   *   editor at the time of the choice.
   */
  constructor(other, nameOf, settled) {
    this.#other = other;
    this.#nameOf = nameOf;
    this.#settled = settled;
    this.#merge.addEventListener('click', () => this.#choose('merge', (conflict) => conflict.merge()));
    this.#reloads.addEventListener('click', () => this.#choose('reload', (conflict) => conflict.takeTheirs()));
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
    this.#showTheirs(conflict);
    // The user agreed to replace what this session types until then.
    if (this.#overwriting && this.#overwriting.session === sessionOf(conflict) && this.#overwriting.attempts++ < maxAttempts) return conflict.keepMine();
    this.#overwriting = null;
    this.#panel.classList.remove('quiet');
    this.#panel.hidden = this.#mine.hidden = this.#keep.hidden = this.#choices.hidden = false;
    this.#confirm.hidden = true;
    this.#merge.hidden = !conflict.mergeable;
    this.#reloads.classList.toggle('primary', !conflict.mergeable);
    this.#changes.showConflict(conflict.problem.changes ?? []);
    this.#say(this.#headingFor(conflict), conflict.mergeable
      ? 'What you typed is kept here, but not saved. The changes do not overlap: both can be kept.'
      : 'What you typed is kept here, but not saved. Which version do you want to keep?');
  }

  /** @param {import('../client/status.js').Status} status */
  follow({ state }) {
    if (!this.#overwriting || state === 'saving' || state === 'conflict') return;
    this.hide();
    this.#settled('overwrite', null);
  }

  hide() {
    this.#conflict = this.#overwriting = null;
    this.#panel.hidden = this.#mine.hidden = true;
    this.#other.hide();
  }

  /** @param {Conflict} conflict */
  #showTheirs({ deleted, savedBy, savedAt, version, theirs }) {
    if (deleted) this.#other.hide();
    else this.#other.show(`Theirs, version ${version}`, `${this.#nameOf(savedBy)}, ${shortTime(savedAt ?? '')}`, theirs, false);
  }

  /**
   * @param {'merge' | 'reload'} choice
   * @param {(conflict: Conflict) => void} carryOut
   */
  #choose(choice, carryOut) {
    const conflict = this.#conflict;
    if (!conflict) return;
    // Read before the choice replaces it.
    const typed = conflict.mine;
    this.hide();
    carryOut(conflict);
    this.#settled(choice, typed);
  }

  #keepMine() {
    if (!this.#conflict) return;
    this.#conflict.later();
    this.#panel.classList.add('quiet');
    this.#keep.hidden = true;
    this.#say('You are keeping your version', 'It is not saved. Theirs stays visible until you choose.');
    this.#settled('keep', this.#conflict.mine);
  }

  #overwrite() {
    if (!this.#conflict || this.#overwriting) return;
    this.#overwriting = { session: sessionOf(this.#conflict), attempts: 1 };
    this.#text.textContent = 'Overwriting…';
    this.#conflict.keepMine();
  }

  /** Shows the confirmation, or the choices again. @param {boolean} asking */
  #ask(asking) {
    if (this.#overwriting) return;
    this.#choices.hidden = asking;
    this.#confirm.hidden = !asking;
    this.#text.textContent = asking && this.#conflict ? this.#questionFor(this.#conflict) : this.#explanation;
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

  /** @param {Conflict} conflict */
  #headingFor({ version, deleted, savedBy }) {
    if (version === 0) return 'This note no longer exists on the server';
    const sentence = `${this.#nameOf(savedBy)} ${deleted ? 'deleted this note' : `saved version ${version}`}`;
    return sentence.replace(/^you, in another tab/, 'You, in another tab,');
  }

  /** @param {Conflict} conflict */
  #questionFor({ version, deleted, savedBy }) {
    return deleted
      ? 'The note will be created again from your version.'
      : `Your version will replace version ${version} by ${this.#nameOf(savedBy)}, and what is typed there meanwhile. The history keeps both.`;
  }
}

/** The tag of the session that saved the version of a conflict. @param {Conflict} conflict */
function sessionOf({ problem: { current } }) {
  return /** @type {{ session?: string } | null | undefined} */ (current)?.session;
}
