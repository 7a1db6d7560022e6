// SPDX-License-Identifier: Apache-2.0
// The real OctoPrint of tests/octoprint, with a virtual printer, for the click on Allow.
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, spawnChild } from './daemon.mjs';

const kVersion = '1.11.8';
const kUser = 'admin', kPassword = 'test'; // of base/users.yaml

export class OctoPrint {
  /** Begins to start it: that takes about ten seconds. */
  async begin() {
    const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
    const python = join(cache, 'herald', `octoprint-${kVersion}`, 'bin', 'python');
    if (!existsSync(python)) throw new Error(`OctoPrint is not installed: run tests/octoprint/make_octoprint.sh ${kVersion}`);
    this.folder = mkdtempSync(join(tmpdir(), 'herald-octoprint-'));
    cpSync(fileURLToPath(new URL('../octoprint/base', import.meta.url)), this.folder, { recursive: true });
    const port = await freePort();
    this.url = `http://127.0.0.1:${port}`;
    this.program = spawnChild(python, ['-m', 'octoprint', 'serve', '--iknowwhatimdoing', '--basedir', this.folder, '--host',
      '127.0.0.1', '--port', String(port)]);
    this.ended = once(this.program, 'exit');
    let log = '';
    this.ready = new Promise((resolve, reject) => {
      const read = (data) => { log += data; if (log.includes('Listening on http://')) resolve(); };
      this.program.stdout.on('data', read);
      this.program.stderr.on('data', read);
      this.program.on('exit', () => reject(new Error(`OctoPrint has ended:\n${log.slice(-2000)}`)));
    });
    this.ready.catch(() => {}); // who waits for it sees it
    return this;
  }

  /** What a person does in the tab that the link to OctoPrint opens: logs in there, and clicks on Allow. */
  async allowIn(tab) {
    await tab.locator('#login-user').fill(kUser);
    await tab.locator('#login-password').fill(kPassword);
    await tab.locator('#login-button').click();
    await tab.locator('#auth-grant').click();
    await tab.getByText('The access request has been processed').waitFor();
  }

  async end() {
    this.program.kill('SIGKILL');
    await this.ended;
    rmSync(this.folder, { recursive: true });
  }
}
