// SPDX-License-Identifier: Apache-2.0
// This build's heraldd with a configuration in a folder of its own, and a receiver for its hooks.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const bin = join(process.env.HERALD_BUILD || 'build/dev', 'bin');

/** A port that nobody has now. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** Answers each request with `answer`, which a test changes, and keeps the bodies. */
export class Receiver {
  answer = { status: 200, body: 'ok' };
  bodies = [];

  async open() {
    this.server = createServer((incoming, outgoing) => {
      const parts = [];
      incoming.on('data', (part) => parts.push(part));
      incoming.on('end', () => {
        this.bodies.push(Buffer.concat(parts).toString());
        outgoing.writeHead(this.answer.status, { 'Content-Type': 'text/plain' }).end(this.answer.body);
      });
    }).listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    this.url = `http://127.0.0.1:${this.server.address().port}/services/T024BE7LD/B024BE7LH/Zk3xWq9TtR7pYv2Ns8LmJd4C`;
    return this;
  }

  close() {
    this.server.closeAllConnections();
    this.server.close();
  }
}

/** A program that ends with this process, however that ends. */
export const spawnChild = (program, words) => spawn('setpriv', ['--pdeathsig', 'KILL', '--', program, ...words],
  { stdio: ['ignore', 'pipe', 'pipe'] });

export class Daemon {
  /** `lines` are the configuration without what every test needs. */
  async start(lines) {
    this.folder = mkdtempSync(join(tmpdir(), 'herald-console-'));
    this.config = join(this.folder, 'herald.properties');
    this.port = await freePort();
    this.events = await freePort();
    writeFileSync(this.config, [`herald.dataDir = ${this.folder}/data`, `admin.listen = 127.0.0.1:${this.port}`,
      'source.door.type = http', `source.door.listen = 127.0.0.1:${this.events}`, ...lines, ''].join('\n'));
    await this.run();
    return this;
  }

  /** Starts the program, and waits until it answers. */
  async run() {
    this.log = '';
    this.program = spawnChild(join(bin, 'heraldd'), ['--config', this.config]);
    for (const stream of [this.program.stdout, this.program.stderr]) stream.on('data', (data) => { this.log += data; });
    this.ended = once(this.program, 'exit');
    for (;;) {
      if (this.program.exitCode !== null) throw new Error(`heraldd has ended:\n${this.log}`);
      if (await this.answers()) return;
      await new Promise((resolve) => { setTimeout(resolve, 50); });
    }
  }

  answers() {
    return new Promise((resolve) => {
      request({ host: '127.0.0.1', port: this.port, path: '/healthz' }, (answer) => { answer.resume(); resolve(true); })
        .on('error', () => resolve(false)).end();
    });
  }

  async stop() {
    this.program.kill();
    await this.ended;
  }

  async restart() {
    await this.stop();
    await this.run();
  }

  async end() {
    await this.stop();
    rmSync(this.folder, { recursive: true });
  }

  ctl(...words) {
    return execFileSync(join(bin, 'heraldctl'), [...words, '--config', this.config], { encoding: 'utf8' });
  }

  /** A new link that logs a browser in once. */
  link() {
    return /https?:\/\/\S+/.exec(this.ctl('console'))[0];
  }

  /** Publishes an event, as a script does. */
  async event(type, device, more = {}) {
    const answer = await fetch(`http://127.0.0.1:${this.events}/events`, { method: 'POST',
      headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ type, device, ...more }) });
    if (answer.status !== 202) throw new Error(`the http source answers ${answer.status}`);
  }

  /** The files that the console has written, as one text. */
  written() {
    const folder = join(this.folder, 'data', 'conf.d');
    return readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
  }
}
