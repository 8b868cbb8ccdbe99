// @ts-check

/** Says how the note stands: always to the eye, and to the ear only what is worth an interruption. */
export class StatusLine {
  #line;
  #announcer;
  #announced = '';

  /**
   * @param {HTMLElement} line
   * @param {HTMLElement} announcer A live region.
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
      return 'yours, not saved';
    case 'refused':
      return `not saved: ${error?.message}`;
    case 'closed':
      return '';
  }
}
