// @ts-check

/** A session that has the note open (docs/protocol.md, section 10). @typedef {{ person: { id: string, name: string }, session: string, state: string, field?: string | null }} Present */

/** The labels of the fields of a note. @type {Record<string, string>} */
const places = { '/title': 'title', '/html': 'text' };

/** Shows the other users of the note as dots with names, and publishes the presence of this user. */
export class People {
  #list;
  /** By session. @type {Map<string, Present>} */
  #present = new Map();
  /** @type {import('../client/document.js').SyncDocument | null} */
  #note = null;
  #own = '';

  /**
   * @param {HTMLElement} list
   * @param {[HTMLElement, string][]} fields The fields, each with its JSON pointer.
   */
  constructor(list, fields) {
    this.#list = list;
    for (const [field, pointer] of fields) {
      field.addEventListener('focus', () => void this.#note?.presence.join('editing', pointer));
      field.addEventListener('blur', () => void this.#note?.presence.join('viewing'));
    }
    addEventListener('pagehide', () => void this.#note?.presence.leave());
    document.addEventListener('visibilitychange', () => void this.#note?.presence.join(document.hidden ? 'idle' : 'viewing'));
  }

  /**
   * @param {import('../client/document.js').SyncDocument} note
   * @param {() => Promise<string>} self Returns this user's id.
   */
  async follow(note, self) {
    this.#note = note;
    this.#present.clear();
    this.#show();
    this.#own = await self().catch(() => '');
    if (note !== this.#note) return;
    note.onPresenceChange = (event) => this.#update(/** @type {Present} */ (event));
    const here = await note.presence.list().catch(() => []);
    if (note !== this.#note) return;
    for (const one of here) this.#present.set(one.session, /** @type {Present} */ (one));
    this.#show();
  }

  /** @param {Present} event */
  #update(event) {
    if (event.state === 'gone') this.#present.delete(event.session);
    else this.#present.set(event.session, event);
    this.#show();
  }

  /** One dot for each user: of several sessions, the one that is editing. */
  #show() {
    const people = new Map();
    for (const one of this.#present.values()) {
      if (one.person.id !== this.#own && people.get(one.person.id)?.state !== 'editing') people.set(one.person.id, one);
    }
    this.#list.hidden = people.size === 0;
    this.#list.replaceChildren(...[...people.values()].map(({ person: { id, name }, state, field }) => {
      const dot = document.createElement('li');
      dot.dataset.state = state;
      dot.dataset.colour = String([...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 6, 0));
      const place = field ? places[field] : undefined;
      dot.title = `${name}, ${state === 'editing' ? `editing${place ? ` the ${place}` : ''}` : state}`;
      const words = document.createElement('span');
      words.textContent = name;
      const more = document.createElement('span');
      more.className = 'visually-hidden';
      more.textContent = dot.title.slice(name.length);
      dot.append(words, more);
      return dot;
    }));
  }
}
