// @ts-check

/** The formatting toolbar: one tab stop, with arrow keys between the buttons. */
export class Toolbar {
  #prose;
  /** @type {HTMLButtonElement[]} */
  #buttons;

  /**
   * @param {HTMLElement} toolbar
   * @param {HTMLElement} prose The text to format.
   */
  constructor(toolbar, prose) {
    this.#prose = prose;
    this.#buttons = [...toolbar.querySelectorAll('button')];
    this.#buttons.forEach((button, index) => (button.tabIndex = index === 0 ? 0 : -1));
    // Keeps the selection in the text.
    toolbar.addEventListener('mousedown', (event) => event.preventDefault());
    toolbar.addEventListener('click', (event) => {
      const button = /** @type {Element} */ (event.target).closest('button');
      if (button) this.#press(button);
    });
    toolbar.addEventListener('keydown', (event) => this.#move(event));
    document.addEventListener('selectionchange', () => this.#mark());
  }

  /** @param {HTMLButtonElement} button */
  #press(button) {
    this.#prose.focus();
    const { command, block } = button.dataset;
    if (block) document.execCommand('formatBlock', false, isBlock(block) ? 'p' : block);
    else if (command) document.execCommand(command);
    this.#mark();
  }

  /** @param {KeyboardEvent} event */
  #move(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    const from = this.#buttons.findIndex((button) => button.tabIndex === 0);
    const to = (from + step + this.#buttons.length) % this.#buttons.length;
    this.#buttons[from].tabIndex = -1;
    this.#buttons[to].tabIndex = 0;
    this.#buttons[to].focus();
    event.preventDefault();
  }

  /** Marks the buttons whose format applies at the caret. */
  #mark() {
    if (document.activeElement !== this.#prose) return;
    for (const button of this.#buttons) {
      const { command, block } = button.dataset;
      if (command === 'undo' || command === 'redo') continue;
      const on = block ? isBlock(block) : document.queryCommandState(command ?? '');
      button.setAttribute('aria-pressed', String(on));
    }
  }
}

/** Whether the caret is in a block of this kind. @param {string} block */
function isBlock(block) {
  return document.queryCommandValue('formatBlock').toLowerCase() === block;
}
