/** The programs as they are installed: from their tarballs, by plain npm, into an empty folder. Nothing is fetched. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { blogFile } from '../harness/blog-file.js';
import { rsaKey } from '../harness/keys.js';
import { lacks } from '../harness/needs.js';
import { listening } from '../harness/ports.js';
import { ports } from '../harness/postfix.js';
import { run, runWell, start } from '../harness/program.js';
import { proves } from '../harness/proves.js';
import { connectSmtp } from '../harness/smtp-client.js';
import { startSink } from '../harness/smtp-sink.js';
import { openStage } from '../harness/stage.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const APPS = ['dkimproxy-out', 'dkimproxy-in', 'dkim-check'];

describe.skipIf(lacks('openssl'))('packed', () => {
  const stage = openStage();
  const folder = join(stage.folder, 'installed');
  const binary = (name: string): string => join(folder, 'node_modules', '.bin', name);

  beforeAll(async () => {
    const pnpm = join(ROOT, 'node_modules', '.bin', 'pnpm');
    const tarballs = join(stage.folder, 'tarballs');
    const filters = APPS.flatMap((app) => ['--filter', app]);
    await runWell(pnpm, ['--silent', ...filters, 'pack', '--pack-destination', tarballs], { cwd: ROOT });
    stage.write('installed/package.json', '{ "private": true }\n');
    const files = readdirSync(tarballs).map((file) => join(tarballs, file));
    const install = ['install', '--offline', '--no-audit', '--no-fund', ...files];
    await runWell('npm', install, { cwd: folder, timeoutMs: 120_000 });
  });
  afterAll(() => stage.end());

  proves('packed', '--help and --version of each, and the names that init scripts know', async () => {
    for (const name of [...APPS, 'dkimproxy.out', 'dkimproxy.in']) {
      const help = await run(binary(name), ['--help']);
      expect([name, help.status, help.stderr]).toEqual([name, 0, '']);
      expect((await runWell(binary(name), ['--version'])).trim()).toMatch(/^dkim\S+ \d+\.\d+\.\d+$/);
    }
  });

  proves('packed', "the signer starts with the blog's file and signs", async () => {
    const { listen } = await ports('listen');
    const sink = await startSink(stage);
    const key = await rsaKey(stage, 1024);
    const conf = stage.write('blog.conf', blogFile(listen, sink.port, key.file));
    await listening(listen, start(stage, binary('dkimproxy.out'), [`--conf_file=${conf}`]));
    const client = await connectSmtp(listen);
    const data = Buffer.from('From: taro@example.net\r\nSubject: x\r\n\r\nHello\r\n');
    expect((await client.deliver({ from: 'taro@example.net', to: ['x@example.org'], data })).end?.code).toBe(250);
    await client.quit();
    expect(sink.mails[0]?.data.toString('latin1')).toMatch(/^DKIM-Signature: /);
  });
});
