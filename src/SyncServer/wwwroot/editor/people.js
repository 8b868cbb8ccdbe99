// @ts-check

/** @typedef {import('../client/presence.js').Present} Present */

/** The labels of the fields of a note. @type {Record<string, string>} */
const places = { '/title': 'title', '/text': 'text' };

/** Shows who else has the note open as dots with names, and publishes the presence of this tab. */
export class People {
  #list;
  /** By session. @type {Map<string, Present>} */
  #present = new Map();
  /** @type {import('../client/document.js').SyncDocument | null} */
  #note = null;
  #ownId = '';

  /**
   * @param {HTMLElement} list
   * @param {[HTMLElement, string][]} fields The fields, each with its JSON pointer.
   */
  constructor(list, fields) {
    this.#list = list;
    for (const [field, pointer] of fields) {
      field.addEventListener('focus', () => void this.#note?.presence.join('editing', pointer));
      field.addEventListener('blur', () => void this.#join());
    }
    addEventListener('pagehide', () => void this.#note?.presence.leave());
    document.addEventListener('visibilitychange', () => void this.#join());
  }

  /**
   * @param {import('../client/document.js').SyncDocument} note
   * @param {string} user This user's id.
   */
  async follow(note, user) {
    this.#note = note;
    this.#ownId = user;
    this.#present.clear();
    this.#show();
    note.onPresenceChange = (event) => this.#update(event);
    void this.#join();
    const here = await note.presence.list().catch(() => []);
    if (note !== this.#note) return;
    for (const one of here) this.#present.set(one.session, one);
    this.#show();
  }

  /** The note is closed. */
  leave() {
    this.#note = null;
    this.#present.clear();
    this.#show();
  }

  /** A user in a sentence. @param {import('../client/document.js').Person | null} person */
  nameOf(person) {
    return person?.id === this.#ownId ? 'you, in another tab' : person?.name ?? 'another person';
  }

  #join() {
    return this.#note?.presence.join(document.hidden ? 'idle' : 'viewing');
  }

  /** @param {Present} event */
  #update(event) {
    if (event.state === 'gone') this.#present.delete(event.session);
    else this.#present.set(event.session, event);
    this.#show();
  }

  /** One dot for each user, with one of their sessions that edits if there is one; and one for the other tabs of this user. */
  #show() {
    /** @type {Map<string, Present[]>} */
    const people = Map.groupBy(this.#present.values(), ({ person }) => person.id);
    // One of the sessions is this tab. The server shows tags of sessions, so that it is not known which one.
    const own = people.get(this.#ownId) ?? [];
    people.delete(this.#ownId);
    const dots = [...people.values()].map((sessions) => {
      const { person, state, field } = sessions.find(({ state }) => state === 'editing') ?? sessions[0];
      const place = field ? places[field] : undefined;
      return dot(person.id, state, person.name, state === 'editing' ? `editing${place ? ` the ${place}` : ''}` : state);
    });
    if (own.length > 1) dots.push(dot(this.#ownId, 'viewing', 'you, in another tab', 'open'));
    this.#list.hidden = dots.length === 0;
    this.#list.replaceChildren(...dots);
  }
}

/**
 * @param {string} id
 * @param {string} state
 * @param {string} name
 * @param {string} doing
 */
function dot(id, state, name, doing) {
  const item = document.createElement('li');
  item.dataset.state = state;
  item.dataset.colour = String([...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 6, 0));
  item.title = `${name}, ${doing}`;
  const words = document.createElement('span');
  words.dir = 'auto';
  words.textContent = name;
  const more = document.createElement('span');
  more.className = 'visually-hidden';
  more.textContent = `, ${doing}`;
  item.append(words, more);
  return item;
}
