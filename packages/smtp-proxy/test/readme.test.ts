import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import type { SettingTable } from '../src/settings/setting.js';
import { proxySettings } from '../src/settings/proxy-settings.js';
import { rawClient } from './raw-client.js';
import { scriptedNextHop } from './scripted-next-hop.js';

vi.setConfig({ testTimeout: 60_000 });

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const { argv, exitCode } = process;

afterEach(() => {
  process.argv = argv;
  process.exitCode = exitCode;
});

test('the example of the README is a whole program: it relays a message with its line on top, and ends at TERM with 0', async () => {
  const example = readFileSync(new URL('readme-example.ts', import.meta.url), 'utf8');
  expect(readme).toContain(example.replaceAll(/^(?=.)/gm, '    '));

  const nextHop = await scriptedNextHop();
  const log = join(mkdtempSync(join(tmpdir(), 'readme-')), 'log');
  process.argv = ['node', 'stamp.js', '--listen=127.0.0.1:0', `--relay=127.0.0.1:${nextHop.port}`, `--log=${log}`];
  const before = process.listeners('SIGTERM');
  const ended = import('./readme-example.js');

  const port = await vi.waitFor(() => portOf(readFileSync(log, 'utf8')), { timeout: 30_000 });
  const client = await rawClient({ port });
  await client.reply();
  for (const line of ['EHLO a.example', 'MAIL FROM:<a@a.example>', 'RCPT TO:<b@b.example>', 'DATA']) {
    await client.say(line);
  }
  expect(await client.say('Subject: x\r\n\r\nHello\r\n.')).toMatch(/^250 /);
  await client.say('QUIT');
  expect(nextHop.messages().map(String)).toEqual(['X-Octets: 21\r\nSubject: x\r\n\r\nHello\r\n']);

  for (const stop of process.listeners('SIGTERM').filter((listener) => !before.includes(listener))) stop('SIGTERM');
  await ended;
  expect(process.exitCode).toBe(0);
  expect(readFileSync(log, 'utf8')).toMatch(/"msg":"stopped"\}\n$/);
  await nextHop.close();
});

test('the README tells every option with its argument, default and meaning, and none else', () => {
  const told = [...readme.matchAll(/^\| `(?!conf_file)([a-z_]+) ?(.*?)` \| (.*?) ?\| (.*) \|$/gm)].map(([, ...row]) =>
    row.map((cell) => cell.replaceAll('\\|', '|')),
  );
  const table: SettingTable = proxySettings;
  const known = Object.values(table).map(({ name, argument, help, defaultText, defaultWords }) => [
    name,
    argument,
    defaultText ?? defaultWords ?? '',
    help,
  ]);
  expect(told).toEqual(known);
});

/** Out of the line `ready`; throws while it is not there. */
function portOf(log: string): number {
  const port = Number(/"listen":"127\.0\.0\.1:(\d+)".*"msg":"ready"/.exec(log)?.[1]);
  if (Number.isNaN(port)) throw new Error(`not ready: ${log}`);
  return port;
}
