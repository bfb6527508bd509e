import { Writable } from 'node:stream';
import { afterAll, expect, test } from 'vitest';
import { COMMANDS } from '../src/run.js';
import { USAGE_CODES } from '../src/usage-codes.js';
import { check, openFolder, vector } from './run-check.js';

const folder = openFolder();
afterAll(() => folder.remove());

const mail = vector('rfc6376-A.2.eml');
const records = vector('rfc6376-A.2.dns.json');

test.each([
  { of: 'nothing', args: [], says: 'Say what to do.' },
  {
    of: 'an unknown command',
    args: ['verfiy'],
    says: '"verfiy" is not a command. There are: keygen, ',
  },
  { of: 'an unknown option', args: ['verify', '--jsn'], says: '--jsn is not an option of this command.' },
  { of: 'a short option', args: ['verify', '-j'], says: '-j is not an option.' },
  { of: 'an option without its value', args: ['verify', mail, '--records'], says: '--records needs a value.' },
  { of: 'an option in place of a value', args: ['verify', '--records', '--json'], says: '--records needs a value.' },
  { of: 'a value too many', args: ['verify', '--json=yes', mail], says: '--json takes no value.' },
  { of: 'an option given twice', args: ['verify', '--at', '1', '--at', '2'], says: '--at stands twice.' },
  { of: 'a second file', args: ['canon', mail, 'other.eml'], says: '"other.eml": this command reads one file.' },
  { of: 'a file for keygen', args: ['keygen', 'x'], says: '"x": this command takes no file' },
  { of: 'two standard inputs', args: ['verify', '-', mail, '-'], says: '- stands twice' },
  {
    of: 'a typographic dash',
    args: ['verify', '\u2013json'],
    says: '"\u2013json" begins with a typographic dash. Write --json [typographic-dash]\n',
  },
  { of: 'a typographic dash for a command', args: ['\uff0d\uff0dhelp'], says: 'Write --help' },
  { of: 'a full-width dash', args: ['verify', '\uff0d\uff0djson'], says: 'Write --json' },
  {
    of: 'an unknown word',
    args: ['canon', '--body', 'nofws', mail],
    says: '--body nofws: allowed are simple, relaxed.',
  },
  { of: 'an unknown language', args: ['verify', '--lang', 'fr', mail], says: '--lang fr: allowed are en, ja.' },
  {
    of: 'a time that is none',
    args: ['verify', '--at', 'yesterday', mail],
    says: '--at yesterday: write Unix seconds',
  },
  {
    of: 'a name as server',
    args: ['verify', '--nameserver', 'ns.example', mail],
    says: '--nameserver ns.example: write an address',
  },
  {
    of: 'records and a server',
    args: ['verify', '--records', records, '--nameserver', '::1'],
    says: 'do not go together',
  },
  { of: 'a needed option left out', args: ['sign', mail, '--domain', 'a.b'], says: '--selector is needed.' },
  {
    of: 'a missing file',
    args: ['verify', 'no-such-file'],
    says: 'no-such-file cannot be read: there is no such file',
  },
  { of: 'a folder', args: ['canon', '/'], says: '/ cannot be read: it is a folder' },
])('wrong usage, $of: what and where is said on standard error, and the status is 2', async ({ args, says }) => {
  const { status, out, err } = await check(args);
  expect(err).toContain(says);
  expect(err).toMatch(/^dkim-check: .*\nTry: dkim-check .*--help\n$/);
  expect([status, out]).toEqual([2, '']);
});

test('with --json wrong usage is said in words on standard error, and standard output stays empty', async () => {
  const { status, out, err } = await check(['verify', '/absent.eml', '--json']);
  expect([status, out, err]).toEqual([2, '', expect.stringContaining('/absent.eml cannot be read')]);
});

test('each code of wrong usage is explained, in both languages', async () => {
  for (const code of USAGE_CODES) {
    for (const language of ['en', 'ja']) {
      const { status, out } = await check(['explain', code, '--lang', language]);
      expect([status, out]).toEqual([0, expect.stringMatching(new RegExp(`^${code}\n  \\S`))]);
    }
  }
});

test('wrong usage is said in Japanese as well, whatever stands where', async () => {
  const said = 'このコマンドに --jsn というオプションはありません。';
  expect((await check(['verify', '--jsn'], { env: { LANG: 'ja_JP.UTF-8' } })).err).toContain(said);
  expect((await check(['verify', '--jsn', '--lang=ja'])).err).toContain(said);
  expect((await check(['--lang', 'ja', 'verify', '--jsn'])).err).toContain(said);
  expect((await check(['verify', '--jsn', '--lang', 'en'], { env: { LANG: 'ja_JP.UTF-8' } })).err).toContain(
    '--jsn is',
  );
});

test('S-243: what is wrong is quoted safely', async () => {
  expect((await check(['verify', '--\u001b[2J'])).err).toContain(String.raw`--\x1b[2J is not an option`);
});

test('behind -- all are files', async () => {
  expect((await check(['verify', '--', '--json'])).err).toContain('--json cannot be read');
});

test.each([...COMMANDS.map(({ name }) => [name, '--help']), ['--help'], ['help'], ['-h']])(
  '%s %s shows the usage, options and exit statuses in both languages',
  async (...args) => {
    for (const [language, title] of [
      ['en', 'Exit status:'],
      ['ja', '終了ステータス:'],
    ] as const) {
      const { status, out, err } = await check([...args, '--lang', language]);
      expect([status, err]).toEqual([0, '']);
      expect(out).toContain(title);
      expect(out).toContain(`  dkim-check ${args.length === 2 ? (args[0] ?? '') : 'verify'} `);
    }
  },
);

test('--version prints name and version', async () => {
  expect(await check(['--version'])).toMatchObject({ status: 0, out: 'dkim-check 1.2.3\n' });
});

test('a reader that goes away ends the command without a word', async () => {
  const gone = new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
  });
  expect(await check(['canon', mail], { stdout: gone })).toMatchObject({ status: 141, err: '' });
});

test('output that cannot be written is said', async () => {
  const full = new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' })),
  });
  const { status, err } = await check(['canon', mail], { stdout: full });
  expect([status, err]).toEqual([2, expect.stringContaining('Standard output cannot be written: no space is left')]);
});
