// @ts-check

const id = /^[A-Za-z0-9][A-Za-z0-9._~-]{0,127}$/;
const letters = 'abcdefghijkmnpqrstuvwxyz23456789';

/** The id of the note in the address (docs/protocol.md, section 1); null if there is none. */
export function noteInAddress() {
  const name = location.hash.slice(1);
  return id.test(name) ? name : null;
}

/** A random id that cannot be guessed. */
export function newNote() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => letters[byte % letters.length]).join('');
}
