// @ts-check
import { ChangeList } from './change-list.js';
import { element } from './elements.js';
import { shortTime } from './times.js';

/** @typedef {import('./versions.js').Revision} Revision */

/** The labels of the outcomes that are shown. @type {Record<string, string>} */
const outcomes = { created: 'created', merged: 'merged', forced: 'forced', restored: 'restored', deleted: 'deleted' };

/** Lists the versions of a note, shows one beside the note with its differences, and restores it. */
export class HistoryPanel {
  #panel = element('history');
  #list = element('history-list');
  #older = element('history-older');
  #restore = element('history-restore');
  #chosen = element('history-chosen');
  #changes = new ChangeList(element('history-changes'));
  #error = element('history-error');
  #other;
  #ends;
  /** @type {import('./versions.js').Versions | null} */
  #versions = null;
  /** @type {string | null} */
  #next = null;
  #newest = 0;
  /** @type {Revision | null} */
  #shown = null;

  /**
   * @param {import('./other-sheet.js').OtherSheet} other Shows a version.
   * @param {{ restore: (version: number, newest: number) => Promise<void>, closed: () => void }} ends
   */
  constructor(other, ends) {
    this.#other = other;
    this.#ends = ends;
    element('history-close').addEventListener('click', () => this.#close());
    this.#older.addEventListener('click', () => void this.#try(() => this.#more()));
    this.#restore.addEventListener('click', () => void this.#try(() => this.#restoreShown()));
    this.#panel.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.#close();
    });
  }

  get open() {
    return !this.#panel.hidden;
  }

  /** @param {import('./versions.js').Versions} versions */
  async show(versions) {
    this.#versions = versions;
    this.#panel.hidden = false;
    this.#forget();
    await this.#try(() => this.#more());
    this.#list.querySelector('button')?.focus();
  }

  hide() {
    if (this.#shown) this.#other.hide();
    this.#panel.hidden = true;
  }

  #close() {
    this.hide();
    this.#ends.closed();
  }

  #forget() {
    this.#next = this.#shown = null;
    this.#newest = 0;
    this.#list.replaceChildren();
    this.#chosen.textContent = 'Choose a version to see its content.';
    this.#changes.showDifference([]);
    this.#restore.hidden = true;
  }

  async #more() {
    const page = await this.#versions?.list(this.#next);
    if (!page) return;
    this.#next = page.next;
    this.#newest ||= page.items[0]?.version ?? 0;
    this.#older.hidden = page.next === null;
    this.#list.append(...page.items.map((revision) => this.#line(revision)));
  }

  /** @param {Revision} revision */
  #line(revision) {
    const line = document.createElement('li');
    const button = document.createElement('button');
    button.type = 'button';
    const what = outcomes[revision.outcome];
    button.append(`v${revision.version} · ${revision.savedBy.name}`, document.createElement('small'));
    button.lastElementChild?.append(what ? `${shortTime(revision.savedAt)} · ${what}` : shortTime(revision.savedAt));
    button.addEventListener('click', () => void this.#try(() => this.#choose(revision, button)));
    line.append(button);
    return line;
  }

  /**
   * @param {Revision} revision
   * @param {HTMLElement} button
   */
  async #choose(revision, button) {
    const { version, deleted, savedBy, savedAt } = revision;
    for (const one of this.#list.querySelectorAll('button')) one.removeAttribute('aria-current');
    button.setAttribute('aria-current', 'true');
    this.#shown = revision;
    const comparable = version !== this.#newest && !deleted;
    this.#restore.hidden = !comparable;
    this.#restore.textContent = `Restore version ${version}`;
    this.#chosen.textContent = deleted ? 'The note was deleted here.' : version === this.#newest ? 'This is the newest version.' : `Differences between version ${version} and the newest:`;
    this.#changes.showDifference([]);
    if (deleted) return this.#other.hide();
    const [content, changes] = await Promise.all([this.#versions?.read(version), comparable ? this.#versions?.diff(version, this.#newest).catch(() => []) : []]);
    // Another version was chosen meanwhile.
    if (this.#shown !== revision) return;
    this.#other.show(`Version ${version}`, `${savedBy.name}, ${shortTime(savedAt)}`, content, true);
    this.#changes.showDifference(changes ?? []);
  }

  async #restoreShown() {
    if (!this.#shown) return;
    await this.#ends.restore(this.#shown.version, this.#newest);
    this.#close();
  }

  /** @param {() => Promise<void>} work */
  async #try(work) {
    this.#error.hidden = true;
    try {
      await work();
    } catch (error) {
      this.#error.textContent = error instanceof TypeError ? 'The server cannot be reached. Try again.' : /** @type {Error} */ (error).message;
      this.#error.hidden = false;
    }
  }
}
