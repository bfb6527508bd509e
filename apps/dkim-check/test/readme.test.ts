/** Runs the console blocks of both READMEs, line by line, in a folder with the files that they name. */
import { copyFileSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { COMMANDS } from '../src/run.js';
import { check, openFolder, vector } from './run-check.js';

const folder = openFolder();
const home = process.cwd();

const README = { en: read('README.md'), ja: read('README.ja.md') };
const LANGUAGES = ['en', 'ja'] as const;
type Language = (typeof LANGUAGES)[number];

function read(name: string): string {
  return readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');
}

/** Made anew for each of both: keygen writes over nothing. */
function makeFiles(): void {
  for (const name of readdirSync(folder.path('.'))) rmSync(folder.path(name));
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
}

beforeAll(() => process.chdir(folder.path('.')));
afterAll(() => {
  process.chdir(home);
  folder.remove();
});

const examplesIn = (readme: string): readonly { command: string; shown: string }[] =>
  [...readme.matchAll(/^```console\n([^]*?)^```$/gm)].flatMap(([, block = '']) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map((example) => {
        const [command = '', ...shown] = example.split('\n');
        return { command, shown: shown.join('\n') };
      }),
  );

test.each(LANGUAGES)('%s: there are examples of every command', (language) => {
  const said = examplesIn(README[language])
    .map(({ command }) => command)
    .join('\n');
  for (const { name } of COMMANDS) expect(said).toContain(`dkim-check ${name} `);
});

/** One after the other: a later example uses the files of an earlier one. */
test.each(LANGUAGES)('%s: the examples of the README print what it says', async (language) => {
  makeFiles();
  for (const { command, shown } of examplesIn(README[language])) {
    const text = `${command}\n${await printed(command, language)}`;
    expect(text).toMatch(new RegExp(`^${escaped(command)}\n${shown.split('...').map(escaped).join('[^]*?')}$`));
  }
});

test.each(LANGUAGES)('%s: the README tells every option of every command, and none else', (language) => {
  const told = new Map<string, string[]>();
  for (const [, command, option] of README[language].matchAll(
    /^\| (?:`(\w+)[^`]*`)? ?\| (?:`--([\w-]+)[^`]*`)? ?\|/gm,
  )) {
    if (command !== undefined) told.set(command, []);
    else if (option !== undefined) [...told.values()].at(-1)?.push(option);
  }
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(COMMANDS.map(({ name }) => [name, optionsOf(name)])));
});

/** What is no language's: the commands of the examples, options with their arguments, forms of JSON, files to be written. */
function common(readme: string): readonly string[] {
  const text = readme.replaceAll(/^```console\n[^]*?^```$/gm, '');
  return [
    ...examplesIn(readme).map(({ command }) => command.replace(/ --lang \w\w$/, '')),
    ...[...text.matchAll(/^\| (?:`[^`]*`)? ?\| (?:`[^`]*`)? ?\|/gm)].map(([row]) => row),
    ...[...text.matchAll(/`([{"][^`]*)`/g)].map(([, form = '']) => form.replaceAll(/\s+/g, '')).toSorted(),
    ...[...text.matchAll(/^ {4}\S[\x20-\x7e]*$/gm)]
      .map(([line]) => line)
      .filter((line) => !/Test mail|It came|A rec/.test(line)),
  ];
}

test('both READMEs have the same options, forms of JSON and files', () => {
  expect(common(README.ja)).toEqual(common(README.en));
  expect(README.en).toContain('](README.ja.md)');
  expect(README.ja).toContain('](README.md)');
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
async function printed(line: string, language: Language): Promise<string> {
  const [pipeline = '', file] = line.split(' > ');
  let bytes: Uint8Array = Buffer.alloc(0);
  for (const stage of pipeline.split(' | ')) {
    const [program, ...args] = stage.split(' ');
    const other = OTHERS.get(stage);
    if (program === 'dkim-check')
      bytes = (await check(args, { input: [bytes], env: language === 'ja' ? { LANG: 'ja_JP.UTF-8' } : {} })).bytes;
    else if (other !== undefined) bytes = other(bytes);
    else throw new Error(`the test knows no ${stage}`);
  }
  if (file === undefined) return Buffer.from(bytes).toString('utf8').replaceAll('\r\n', '\n');
  folder.write(file, bytes);
  return '';
}
