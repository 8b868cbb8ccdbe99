// @ts-check
import { element } from './elements.js';

/** The sign-in form, which asks for a name. */
export class SignIn {
  #form = element('sign-in');
  #name = /** @type {HTMLInputElement} */ (element('name'));
  #error = element('sign-in-error');
  #identity;

  /**
   * @param {import('./identity.js').Identity} identity
   * @param {(samePerson: boolean) => void} done Called after the sign-in.
   */
  constructor(identity, done) {
    this.#identity = identity;
    this.#form.addEventListener('submit', async (event) => {
      event.preventDefault();
      try {
        const samePerson = await identity.signIn(this.#name.value.trim());
        this.close();
        done(samePerson);
      } catch (error) {
        this.#error.textContent = error instanceof TypeError ? 'The server cannot be reached. Try again.' : /** @type {Error} */ (error).message;
        this.#error.hidden = false;
      }
    });
  }

  /** Shows the form. */
  ask() {
    if (!this.#form.hidden) return;
    const { name } = this.#identity;
    element('sign-in-heading').textContent = name ? 'Please sign in again' : 'Who is writing?';
    this.#name.value = name;
    this.#form.hidden = false;
    this.#error.hidden = true;
    this.#name.focus();
  }

  /** Hides the form. @returns {boolean} Whether it was shown. */
  close() {
    const wasShown = !this.#form.hidden;
    this.#form.hidden = true;
    return wasShown;
  }
}
