// @ts-check
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/**
 * The merge of the server, for documents of editors.
 * @typedef {{ merged: any, undisputed: any, microseconds: number }} Merge
 */
export class MergeTool {
  #process;
  /** @type {Array<(merge: Merge) => void>} */
  #waiting = [];

  /**
   * @param {{ after: (ending: () => void) => void }} test
   * @param {string} type The media type of the documents. Those that are not JSON are strings.
   */
  constructor(test, type = 'application/json') {
    const program = fileURLToPath(new URL('../../load/bin/Release/net10.0/SyncServer.Load.dll', import.meta.url));
    this.#process = spawn('dotnet', [program, 'merge', type], { stdio: ['pipe', 'pipe', 'inherit'] });
    createInterface({ input: this.#process.stdout }).on('line', (line) => this.#waiting.shift()?.(JSON.parse(line)));
    test.after(() => this.#process.stdin.end());
  }

  /** @param {any} base @param {any} theirs @param {any} yours @returns {Promise<Merge>} */
  merge(base, theirs, yours) {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#process.stdin.write(`${JSON.stringify({ base, theirs, yours })}\n`);
    });
  }
}
