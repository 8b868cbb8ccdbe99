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
   * @param {() => void} done Called after the sign-in.
   */
  constructor(identity, done) {
    this.#identity = identity;
    this.#form.addEventListener('submit', async (event) => {
      event.preventDefault();
      if (await this.#submit()) done();
    });
  }

  /** Shows the form. */
  ask() {
    if (!this.#form.hidden) return;
    this.#identity.signOut();
    element('sign-in-heading').textContent = this.#identity.name ? 'Please sign in again' : 'Who is writing?';
    this.#name.value = this.#identity.name;
    this.#form.hidden = false;
    this.#error.hidden = true;
    this.#name.focus();
  }

  async #submit() {
    try {
      await this.#identity.signIn(this.#name.value.trim());
    } catch (error) {
      this.#error.textContent = error instanceof TypeError
        ? 'The server cannot be reached. Try again.'
        : /** @type {Error} */ (error).message;
      this.#error.hidden = false;
      return false;
    }
    this.#form.hidden = true;
    return true;
  }
}
