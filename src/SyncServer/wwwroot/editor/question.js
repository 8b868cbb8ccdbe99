// @ts-check
import { element } from './elements.js';

/**
 * Asks before something is lost.
 * @param {string} text
 * @param {string} yes The label of the button that loses it.
 * @returns {Promise<boolean>} False where the user cancels, or another question is open.
 */
export async function ask(text, yes) {
  const dialog = /** @type {HTMLDialogElement} */ (element('question'));
  if (dialog.open) return false;
  element('question-text').textContent = text;
  element('question-yes').textContent = yes;
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true }));
}
