// @ts-check
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The server, and the example application that embeds it under /sync. */
const programs = { SyncServer: '../../src/SyncServer/', Embedding: '../../src/docs/examples/Embedding/' };

/** Runs a program, and kills it when the script's standard input is closed, also where the tests were killed. */
const guard = 'exec 3<&0; "$@" </dev/null 2>&1 & read -r line <&3; kill -KILL $!';

/** The published program that SYNCSERVER_PROGRAM names, which starts faster, or the newest build. @param {string} project @param {string} name */
function programOf(project, name) {
  if (name === 'SyncServer' && process.env.SYNCSERVER_PROGRAM) return process.env.SYNCSERVER_PROGRAM;
  const builds = ['Debug', 'Release'].map((configuration) => join(project, 'bin', configuration, 'net10.0', `${name}.dll`)).filter(existsSync);
  if (builds.length === 0) throw new Error(`Build ${project} first.`);
  return builds.sort((one, other) => statSync(other).mtimeMs - statSync(one).mtimeMs)[0];
}

/**
 * Starts the server on a free port, with a new database, until the test ends.
 * @param {{ after: (ending: () => Promise<void>) => void }} test
 * @param {string[]} [settings]
 * @param {keyof typeof programs} [name]
 * @returns {Promise<URL>}
 */
export async function startServer(test, settings = [], name = 'SyncServer') {
  const project = fileURLToPath(new URL(programs[name], import.meta.url));
  const data = mkdtempSync(join(tmpdir(), 'syncserver-js-'));
  const settled = ['--urls=http://127.0.0.1:0', `--ConnectionStrings:Documents=Data Source=${join(data, 'sync.db')}`, ...settings];
  const server = spawn('sh', ['-c', guard, 'guard', 'dotnet', programOf(project, name), ...settled], {
    cwd: project, env: { ...process.env, ASPNETCORE_ENVIRONMENT: 'Development' }, stdio: ['pipe', 'pipe', 'inherit'],
  });
  // Its output is closed once the server has ended.
  const ended = new Promise((resolve) => server.stdout.once('close', resolve));
  test.after(async () => {
    server.stdin.end();
    await ended;
    rmSync(data, { recursive: true });
  });
  let output = '';
  return new Promise((resolve, reject) => {
    server.stdout.on('data', (part) => {
      output += part;
      const address = /Now listening on: (http:\S+)/.exec(output);
      if (address) resolve(new URL(address[1]));
    });
    void ended.then(() => reject(new Error(`The server ended: ${output}`)));
  });
}

/**
 * Signs in as a guest.
 * @param {URL} server
 * @param {string} name
 * @returns {Promise<{ accessToken: string, refreshToken: string, expiresIn: number }>}
 */
export async function signIn(server, name) {
  const response = await fetch(new URL('/v1/auth/guest', server), {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ name }),
  });
  return response.json();
}
