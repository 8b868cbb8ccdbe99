// @ts-check
import assert from 'node:assert/strict';
import { bundle, startSite } from './editor-site.js';

/** Amy's page with an editor, and Ben, on one document. */
export class Desk {
  #address;

  /**
   * @param {import('./editor-kinds.js').Kind} kind
   * @param {string} name
   * @param {import('playwright-core').Page} page
   * @param {URL} address
   * @param {{ amy: string, ben: string }} tokens
   */
  constructor(kind, name, page, address, tokens) {
    this.kind = kind;
    this.name = name;
    this.page = page;
    this.#address = address;
    this.tokens = tokens;
  }

  /** The same document in the editor of another page. */
  async secondPage() {
    const context = await /** @type {import('playwright-core').Browser} */ (this.page.context().browser()).newContext();
    const page = await openPage(context, this.page.url());
    return new Desk(this.kind, this.name, page, this.#address, { ...this.tokens, amy: this.tokens.ben });
  }

  /** The newest version on the server. */
  async stored() {
    const response = await fetch(this.#address, { headers: { Authorization: `Bearer ${this.tokens.ben}` } });
    const isJson = response.headers.get('Content-Type')?.startsWith('application/json');
    const content = isJson ? await response.json() : await response.text();
    return { content, version: Number(response.headers.get('Version')) };
  }

  async storedLines() {
    return this.kind.lines((await this.stored()).content);
  }

  /** Ben replaces the content. @param {unknown} content @param {string} [contentType] */
  async benStores(content, contentType = this.kind.contentType) {
    const headers = { Authorization: `Bearer ${this.tokens.ben}`, 'Content-Type': contentType };
    const head = await fetch(this.#address, { headers });
    const etag = head.headers.get('ETag');
    const response = await fetch(this.#address, {
      method: 'PUT', body: contentType === 'application/json' ? JSON.stringify(content) : String(content),
      headers: { ...headers, 'Session-Id': crypto.randomUUID(), 'Save-Sequence': '1', ...(head.ok && etag ? { 'If-Match': etag } : { 'If-None-Match': '*' }) },
    });
    assert.ok(response.ok, `Ben's save: ${response.status} ${await response.text()}`);
  }

  /** Ben replaces the lines. @param {string[]} lines */
  benWrites(...lines) {
    return this.benStores(this.kind.content(lines));
  }

  /** Opens the document in Amy's editor. @param {string} [pointer] */
  async open(pointer) {
    await this.page.evaluate(([name, address, token, pointer]) => /** @type {any} */ (window).openEditor(name, address, token, pointer || undefined),
      [this.name, this.#address.pathname, this.tokens.amy, pointer ?? '']);
    await this.page.locator(this.kind.editable).first().waitFor();
  }

  /** Waits until the editor shows these lines. @param {string[]} lines */
  async shows(...lines) {
    await this.page.waitForFunction((lines) => JSON.stringify(/** @type {any} */ (window).editor.shown()) === lines, JSON.stringify(lines))
      .catch(async () => assert.deepEqual(await this.page.evaluate(() => /** @type {any} */ (window).editor.shown()), lines));
  }

  /** Sends what Amy typed, and checks what is stored then. @param {string[]} lines */
  async saves(...lines) {
    await this.flush();
    assert.deepEqual(await this.storedLines(), lines);
    await this.shows(...lines);
  }

  /** What is stored of a line: not every editor saves while an input method composes. @param {number} index */
  async line(index) {
    return (await this.storedLines())[index];
  }

  /** Waits until another session in Amy's page has adopted the newest version, so that its event has reached the page. */
  async isNotified() {
    const { version } = await this.stored();
    await this.page.waitForFunction((version) => /** @type {any} */ (window).witness.version === version, version);
  }

  async flush() {
    const { state, error } = await this.page.evaluate(async () => {
      const { state, error } = await /** @type {any} */ (window).note.flush();
      return { state, error: String(error) };
    });
    assert.equal(state, 'saved', error);
  }

  /** Puts the caret into a line, behind so many characters. @param {number} line @param {number} column */
  async place(line, column) {
    await this.page.locator(this.kind.editable).first().click();
    await this.press('Control+Home', ...Array(line).fill('ArrowDown'), 'Home', ...Array(column).fill('ArrowRight'));
  }

  /** @param {string[]} keys */
  async press(...keys) {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** @param {string} text */
  type(text) {
    return this.page.keyboard.type(text);
  }
}

/**
 * A site whose page opens documents in editors (`editor-page.js`).
 * @param {import('node:test').TestContext} t
 * @param {URL} server
 */
export async function startEditorSite(t, server) {
  return startSite(t, server, {
    '/': { type: 'text/html', body: '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>' },
    '/page.js': { type: 'text/javascript', body: await bundle('editor-page.js') },
  });
}

/** @param {import('playwright-core').BrowserContext} context @param {string} url */
export async function openPage(context, url) {
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  await page.goto(url);
  await page.waitForFunction(() => 'openEditor' in window);
  return page;
}
