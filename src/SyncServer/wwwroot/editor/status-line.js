// @ts-check

/** Shows the status of the note, and announces important changes to screen readers. */
export class StatusLine {
  #line;
  #announcer;
  #announced = '';

  /**
   * @param {HTMLElement} line
   * @param {HTMLElement} announcer An ARIA live region.
   */
  constructor(line, announcer) {
    this.#line = line;
    this.#announcer = announcer;
  }

  /** @param {import('../client/status.js').Status} status */
  show(status) {
    const words = wordsFor(status);
    this.#line.dataset.state = status.state;
    this.#line.textContent = words;
    if (status.state === 'saving' || status.state === this.#announced) return;
    this.#announced = status.state;
    this.say(words);
  }

  /** @param {string} words */
  say(words) {
    this.#announcer.textContent = words;
  }
}

/** @param {import('../client/status.js').Status} status */
function wordsFor({ state, version, error }) {
  switch (state) {
    case 'saved':
      return version === 0 ? 'new note' : `saved v${version}`;
    case 'saving':
      return 'saving…';
    case 'retrying':
      return 'offline, retrying';
    case 'conflict':
      return 'conflict';
    case 'postponed':
      return 'your version, not saved';
    case 'refused':
      return `not saved: ${error?.message}`;
    case 'closed':
      return '';
  }
}
