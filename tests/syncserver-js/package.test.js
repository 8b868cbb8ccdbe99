// @ts-check
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { signIn, startServer } from './real-server.js';

const client = fileURLToPath(new URL('../../src/syncserver-js/', import.meta.url));
const { exports, peerDependencies, version } = JSON.parse(readFileSync(join(client, 'package.json'), 'utf8'));

/** Uses the public types. Where an error is expected, its absence is an error. */
const typed = `
import { openDocument, ProblemError, type Conflict, type RemoteChange, type SyncDocument } from 'syncserver-js';
import { list } from 'syncserver-js/collection';
import { MemoryDrafts } from 'syncserver-js/memory-drafts';
import { flushAll, type Unsent } from 'syncserver-js/outbox';
import { sharedEvents } from 'syncserver-js/tabs';
import { localTokens, tokenSource } from 'syncserver-js/tokens';

const note: SyncDocument = await openDocument('/v1/notes/plan', { token: async () => 'token', merge: true, debounce: 100 });
note.onConflict = (conflict: Conflict) => (conflict.mergeable ? conflict.merge() : conflict.keepMine());
note.onRemoteChange = ({ content, version, applied }) => console.log(content, version.toFixed(), applied);
note.save({ title: 'Plan' });
const { state } = await note.flush();
export const saved: boolean = state === 'saved';
export const isProblem = (error: unknown) => error instanceof ProblemError && error.status === 404;
// @ts-expect-error
note.onRemoteChange = ({ revision }) => console.log(revision);
const plan = await openDocument<{ title: string }>('/v1/notes/plan', { token: tokenSource({ store: localTokens('notes'), refreshUrl: '/v1/auth/refresh' }), events: sharedEvents });
plan.onRemoteChange = ({ content }: RemoteChange<{ title: string }>) => console.log(content?.title);
const past: { title: string } = await plan.revision((await plan.history()).items[0].version);
plan.save(past);
// @ts-expect-error
plan.save({ text: 'Plan' });
const unsent: Unsent[] = await flushAll({ user: 'amy', drafts: new MemoryDrafts() });
console.log(unsent, (await list('/v1/notes')).items[0].id);
// @ts-expect-error
await openDocument('/v1/notes/plan', { debounce: '100' });
`;

const editors = `
import { Editor } from '@tiptap/core';
import { ClassicEditor } from 'ckeditor5';
import { EditorView } from '@codemirror/view';
import Quill from 'quill';
import { openDocument } from 'syncserver-js';
import { ckEditorField } from 'syncserver-js/editors/ckeditor.js';
import { codeMirrorField } from 'syncserver-js/editors/codemirror.js';
import { proseMirrorField } from 'syncserver-js/editors/prosemirror.js';
import { quillField } from 'syncserver-js/editors/quill.js';
import { bind, textField } from 'syncserver-js/editors/textarea.js';
import { tipTapField } from 'syncserver-js/editors/tiptap.js';
import { HistoryPanel, StatusBadge, useSyncDocument } from 'syncserver-js/react.js';

const editor = new Editor();
const binding = bind(await openDocument('/v1/notes/plan'), {
  '/title': textField(document.createElement('input')),
  '/ckeditor': ckEditorField(await ClassicEditor.create(document.body, { licenseKey: 'GPL' })),
  '/codemirror': codeMirrorField(new EditorView()),
  '/prosemirror': proseMirrorField(editor.view),
  '/quill': quillField(new Quill(document.body)),
  '/tiptap': tipTapField(editor),
}, { readOnly: true, onUnrepresentable: ({ pointer, editAnyway }) => { if (pointer === '/quill') editAnyway(); } });
binding.readOnly = false;
binding.destroy();

export function Note() {
  const { note, status, save } = useSyncDocument('/v1/notes/plan', { merge: true });
  save({ title: 'Plan' });
  // @ts-expect-error
  StatusBadge({ status: 'saved' });
  return [StatusBadge({ status }), HistoryPanel({ note })];
}
`;

const saving = `
import { openDocument } from 'syncserver-js';

const [url, token] = process.argv.slice(2);
const note = await openDocument(url, { token: async () => token });
note.save({ title: 'Plan' });
console.log((await note.flush()).state);
await note.close();
`;

test('the package, installed into an empty project, has types and saves', { timeout: 180_000 }, async (t) => {
  const project = mkdtempSync(join(tmpdir(), 'syncserver-js-'));
  t.after(() => rmSync(project, { recursive: true }));
  /** @param {string} program @param {string[]} arguments_ */
  const run = async (program, ...arguments_) => {
    const child = spawn(program, arguments_, { cwd: project, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (part) => { output += part; });
    child.stderr.on('data', (part) => { output += part; });
    const [status] = await once(child, 'close');
    assert.equal(status, 0, `${program} ${arguments_.join(' ')}: ${output}`);
    return output.trim();
  };
  /** @param {string} file @param {string[]} options */
  const check = (file, ...options) => run(
    'node', join(client, 'node_modules/typescript/bin/tsc'), file, '--strict', '--noEmit', '--target', 'es2024', '--module', 'nodenext', '--types', '', ...options);

  await run('npm', 'pack', client, '--silent');
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }');
  await run('npm', 'install', '--offline', '--no-audit', '--no-fund', `./syncserver-js-${version}.tgz`);

  await t.test('the client has types', async () => {
    writeFileSync(join(project, 'typed.ts'), typed);
    await check('typed.ts');
  });

  await t.test('the editors and the components of React have types', async () => {
    for (const name of [...Object.keys(peerDependencies), '@types/react']) {
      const link = join(project, 'node_modules', name);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(join(client, 'node_modules', name), link);
    }
    writeFileSync(join(project, 'editors.ts'), editors);
    // The editors' own declarations are not checked.
    await check('editors.ts', '--skipLibCheck');
  });

  await t.test('every entry has its module and its types', () => {
    const installed = join(project, 'node_modules/syncserver-js');
    for (const entry of /** @type {{ types: string, default: string }[]} */ (Object.values(exports))) {
      for (const file of Object.values(entry)) assert.ok(readFileSync(join(installed, file)).length > 0, file);
    }
  });

  await t.test('it saves', async (t) => {
    const server = await startServer(t);
    const { accessToken } = await signIn(server, 'Amy');
    const url = new URL('/v1/notes/plan', server);
    writeFileSync(join(project, 'save.js'), saving);
    assert.equal(await run('node', 'save.js', url.href, accessToken), 'saved');
    const read = await fetch(url, { headers: { Authorization: `Bearer ${accessToken}` } });
    assert.deepEqual(await read.json(), { title: 'Plan' });
  });
});
