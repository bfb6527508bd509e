/** Runs the README's console blocks, line by line, in a folder with the files that they name. */
import { copyFileSync, readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { COMMANDS } from '../src/run.js';
import { check, openFolder, vector } from './run-check.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const folder = openFolder();
const home = process.cwd();

beforeAll(() => {
  for (const name of ['rfc6376-A.2.eml', 'rfc6376-A.2.dns.json']) copyFileSync(vector(name), folder.path(name));
  folder.write('mail.eml', 'From: Joe <joe@example.org>\r\nSubject: Hello\r\n\r\nHello.\r\n');
  const mail = readFileSync(vector('rfc6376-A.2.eml'), 'latin1');
  const changed = `${mail}--\r\nSent through a list\r\n`;
  const listed = mail.replace('Subject: ', 'Subject: [list] ');
  folder.write('arrived.eml', Buffer.from(`${listed}-- \r\nlist@lists.example\r\n`, 'latin1'));
  const stored = [mail, changed, changed].map((text) => `From joe@example.com Fri Jul 11 21:00:37 2003\r\n${text}\r\n`);
  folder.write('archive.mbox', Buffer.from(stored.join(''), 'latin1'));
  const top = 'Return-Path: <joe@football.example.com>\r\nDelivered-To: dkim-test@example.org\r\n';
  folder.write('delivered.eml', Buffer.from(top + mail, 'latin1'));
  folder.write(
    'dkimproxy_out.conf',
    [
      'listen 127.0.0.1:10027',
      'relay 127.0.0.1:10028',
      'domain example.org',
      'keyfile s1._domainkey.example.org.pem',
      'selector s1',
      '',
    ].join('\n'),
  );
  folder.write(
    'signer.conf',
    [
      'listen 127.0.0.1:10027',
      'relay 127.0.0.1:10028',
      'domain example.com,example.org',
      'signature dkim(a=rsa-SHA256)',
      'keyfile s1._domainkey.example.org.pem',
      'selector s1',
      '',
    ].join('\n'),
  );
  process.chdir(folder.path('.'));
});
afterAll(() => {
  process.chdir(home);
  folder.remove();
});

const examples = [...readme.matchAll(/^```console\n([^]*?)^```$/gm)].flatMap(([, block = '']) =>
  block
    .split(/^\$ /m)
    .slice(1)
    .map((example) => {
      const [command = '', ...shown] = example.split('\n');
      return { command, shown: shown.join('\n') };
    }),
);

test('there are examples of every command', () => {
  const said = examples.map(({ command }) => command).join('\n');
  for (const { name } of COMMANDS) expect(said).toContain(`dkim-check ${name} `);
});

/** One after the other: a later example uses the files of an earlier one. */
test('the examples of the README print what it says', async () => {
  for (const { command, shown } of examples) {
    const text = `${command}\n${await printed(command)}`;
    expect(text).toMatch(new RegExp(`^${escaped(command)}\n${shown.split('...').map(escaped).join('[^]*?')}$`));
  }
});

test('the README tells every option of every command, and none else', () => {
  const told = new Map<string, string[]>();
  for (const [, command, option] of readme.matchAll(/^\| (?:`(\w+)[^`]*`)? ?\| (?:`--([\w-]+)[^`]*`)? ?\|/gm)) {
    if (command !== undefined) told.set(command, []);
    else if (option !== undefined) [...told.values()].at(-1)?.push(option);
  }
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(COMMANDS.map(({ name }) => [name, optionsOf(name)])));
});

const optionsOf = (name: string): readonly string[] =>
  Object.keys(COMMANDS.find((command) => command.name === name)?.options ?? {});

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** What else the examples run, so that no machine needs it installed. */
const OTHERS = new Map<string, (input: Uint8Array) => Uint8Array>([
  ['sed s/hungry/angry/ rfc6376-A.2.eml', () => edited(readFileSync('rfc6376-A.2.eml', 'latin1'))],
  ['openssl dgst -sha256 -binary', (input) => createHash('sha256').update(input).digest()],
  ['base64', (input) => Buffer.from(`${Buffer.from(input).toString('base64')}\n`)],
]);

const edited = (mail: string): Uint8Array => Buffer.from(mail.replace('hungry', 'angry'), 'latin1');

/** A line of a shell with pipes and `>`; dkim-check runs from its sources. */
async function printed(line: string): Promise<string> {
  const [pipeline = '', file] = line.split(' > ');
  let bytes: Uint8Array = Buffer.alloc(0);
  for (const stage of pipeline.split(' | ')) {
    const [program, ...args] = stage.split(' ');
    const other = OTHERS.get(stage);
    if (program === 'dkim-check') bytes = (await check(args, { input: [bytes] })).bytes;
    else if (other !== undefined) bytes = other(bytes);
    else throw new Error(`the test knows no ${stage}`);
  }
  if (file === undefined) return Buffer.from(bytes).toString('utf8').replaceAll('\r\n', '\n');
  folder.write(file, bytes);
  return '';
}
