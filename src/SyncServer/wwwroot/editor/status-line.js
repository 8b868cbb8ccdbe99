// @ts-check
import { UnreadableContentError } from '../client/syncserver.js';
import { element } from './elements.js';

/** Shows the status of the note, and announces important changes to screen readers. */
export class StatusLine {
  #line = element('status');
  #announced = '';

  /** @param {import('../client/status.js').Status} status */
  show(status) {
    const words = wordsFor(status);
    this.#line.dataset.state = status.state;
    this.#line.textContent = words;
    if (status.state === 'saving' || status.state === this.#announced) return;
    this.#announced = status.state;
    this.say(words);
  }

  /** Announces without showing. @param {string} words */
  say(words) {
    element('announcer').textContent = words;
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
    case 'unreadable':
      return 'not saved: no note any more';
    case 'refused':
      return `not saved: ${error?.message}`;
    case 'closed':
      return '';
  }
}

/**
 * The result of a save that the user asked for, in words.
 * @param {import('../client/status.js').Status} status
 */
export function resultOf({ state, version, error, draftError }) {
  switch (state) {
    case 'saved':
      return version === 0 ? 'There is nothing to save yet.' : `Saved as version ${version}.`;
    case 'conflict':
    case 'postponed':
      return 'Not saved: choose first which version to keep.';
    case 'unreadable':
    case 'refused':
      return `Not saved: ${error?.message}`;
    default:
      return draftError
        ? 'The server cannot be reached, and nothing is kept on this device. Keep this page open.'
        : 'The server cannot be reached. Your text is kept on this device, and saved later.';
  }
}

/** Why a note could not be read or saved. @param {unknown} error */
export function reasonOf(error) {
  if (error instanceof TypeError) return 'The server cannot be reached, and this note was not opened on this device before.';
  if (!(error instanceof UnreadableContentError)) return /** @type {Error} */ (error).message;
  return `Version ${error.version} is no note, but ${error.contentType || 'content without a type'}, which this page cannot show. What is shown is from before. The history can restore an earlier version.`;
}
