import { expect, test } from 'vitest';
import { pathFrom, readSettings, type SettingsReading } from './read-settings.js';
import { remarkText, type Setting } from './setting.js';
import { parseText, parseTime, parseYesNo } from './values.js';

const table = {
  listen: { name: 'listen', argument: 'HOST:PORT', help: '', parse: parseText } satisfies Setting<string>,
  relay: { name: 'relay', argument: 'HOST:PORT', help: '', parse: parseText } satisfies Setting<string>,
  senderMap: { name: 'sender_map', argument: 'FILE', help: '', parse: parseText } satisfies Setting<string>,
  keepalive: { name: 'keepalive', argument: 'TIME', help: '', parse: parseTime } satisfies Setting<number>,
  daemonize: { name: 'daemonize', bare: '1', help: '', parse: parseYesNo } satisfies Setting<boolean>,
  signature: {
    name: 'signature',
    argument: 'SPEC',
    repeatable: true,
    help: '',
    parse: parseText,
  } satisfies Setting<string> & {
    repeatable: true;
  },
};

function read(argv: readonly string[], file?: string): Promise<SettingsReading<typeof table>> {
  const readFile = async (path: string): Promise<string> => {
    if (path !== '/etc/x.conf' || file === undefined) throw new Error('no such file');
    return file;
  };
  return readSettings(table, file === undefined ? argv : ['--conf_file=/etc/x.conf', ...argv], {
    readFile,
    cwd: '/home',
  });
}
const faults = async (argv: readonly string[], file?: string): Promise<readonly string[]> =>
  (await read(argv, file)).faults.map(remarkText);
const warnings = async (argv: readonly string[], file?: string): Promise<readonly string[]> =>
  (await read(argv, file)).warnings.map(remarkText);

test('values and where each was written come from file and command line', async () => {
  const { values, origins, mentioned } = await read(['--keepalive=1m'], 'listen a:1\n\nsignature one\nsignature two\n');
  expect(values).toEqual({ listen: 'a:1', signature: ['one', 'two'], keepalive: 60 });
  expect(origins).toEqual({
    listen: [{ file: '/etc/x.conf', line: 1 }],
    signature: [
      { file: '/etc/x.conf', line: 3 },
      { file: '/etc/x.conf', line: 4 },
    ],
    keepalive: [{ file: null, line: null }],
  });
  expect([...mentioned]).toEqual(['listen', 'signature', 'keepalive']);
});

test('a flag wins over the file, also where the option may be repeated', async () => {
  const { values } = await read(['--listen=b:2', '--signature=three'], 'listen a:1\nsignature one\nsignature two\n');
  expect(values).toEqual({ listen: 'b:2', signature: ['three'] });
});

test('what a flag overrides is not judged', async () => {
  expect(await faults(['--keepalive=5'], 'keepalive never\n')).toEqual([]);
});

test('"-" and "_" are the same in names, on both sides, and case does not count', async () => {
  expect((await read(['--sender-map=b'])).values).toEqual({ senderMap: 'b' });
  expect((await read([], 'Sender-Map b\nLISTEN c:1\n')).values).toEqual({ senderMap: 'b', listen: 'c:1' });
});

test('a bare name means yes; where that has no sense a value is asked for', async () => {
  expect((await read(['--daemonize'])).values).toEqual({ daemonize: true });
  expect((await read([], 'daemonize\n')).values).toEqual({ daemonize: true });
  expect(await faults([], 'listen\n')).toEqual(['/etc/x.conf:1: listen: a value is needed: HOST:PORT']);
});

test('two arguments without a name are LISTEN and RELAY; a third is too many', async () => {
  expect((await read(['a:1', 'b:2'])).values).toEqual({ listen: 'a:1', relay: 'b:2' });
  expect(await faults(['a:1', 'b:2', 'c'])).toEqual([expect.stringContaining('"c" is one argument too many')]);
});

test('1.4.1: the line of its init script is understood', async () => {
  const { asked, values } = await readSettings(
    table,
    ['--conf_file', '/etc/x.conf', '--daemonize', '--min-servers=5', '--min_spare_servers', '2', '--check'],
    { readFile: async () => 'listen a:1\n', cwd: '/' },
  );
  expect([[...asked], values]).toEqual([['check'], { listen: 'a:1', daemonize: true }]);
});

test('options of the pre-fork server are taken, with one notice for all', async () => {
  const file = 'min_servers 5\nmin_spare_servers 2\nmax-requests 10\nlisten a:1\n';
  expect(await faults([], file)).toEqual([]);
  expect(await warnings([], file)).toEqual([expect.stringMatching(/^\/etc\/x\.conf:1: min_servers: .*no effect/)]);
});

test('an unknown option is a fault with its place and the nearest known name', async () => {
  expect(await faults(['--signatur=x'], 'listn a:1\nfrobnicate 1\n')).toEqual([
    '--signatur: there is no such option; did you mean signature?',
    '/etc/x.conf:1: listn: there is no such option; did you mean listen?',
    '/etc/x.conf:2: frobnicate: there is no such option',
  ]);
});

test('names of objects are no options', async () => {
  expect(await faults(['--constructor=1', '--__proto__=1', '--toString'])).toHaveLength(3);
});

test('"listen=..." in a file lacks its blank, and the message says so', async () => {
  expect(await faults([], 'listen=127.0.0.1:1\nrelay: b:2\n')).toEqual([
    expect.stringContaining('a blank belongs between name and value: listen VALUE'),
    expect.stringContaining('a blank belongs between name and value: relay VALUE'),
  ]);
});

test('all faults are told together, the command line first, then the file from top to bottom', async () => {
  expect(await faults(['\u2013check', '--keepalive=x'], 'relai b:2\ndaemonize perhaps\n')).toEqual([
    expect.stringContaining('typographic dash'),
    expect.stringMatching(/^--keepalive: /),
    expect.stringMatching(/^\/etc\/x\.conf:1: relai: /),
    expect.stringMatching(/^\/etc\/x\.conf:2: daemonize: /),
  ]);
});

test('a line that stands twice: the last counts, with a warning', async () => {
  expect((await read([], 'listen a:1\nlisten b:2\n')).values).toEqual({ listen: 'b:2' });
  expect(await warnings([], 'listen a:1\nlisten b:2\n')).toEqual([
    expect.stringMatching(/^\/etc\/x\.conf:2: listen: .*line 1/),
  ]);
});

test('a file that cannot be read, none named, and one that names another are faults', async () => {
  expect(await faults(['--conf_file=none.conf'])).toEqual([
    '--conf_file: /home/none.conf cannot be read: no such file',
  ]);
  expect(await faults(['--conf_file='])).toEqual([expect.stringContaining('a file is needed')]);
  expect(await faults([], 'conf_file other\n')).toEqual([expect.stringContaining('a file cannot name another one')]);
});

test('--help, --version and --check are asked for on the command line only', async () => {
  expect([...(await read(['--help', '--version', '--check'])).asked]).toEqual(['help', 'version', 'check']);
  expect(await faults([], 'check\n')).toHaveLength(1);
});

test('--lang is for the command line only, and one of the languages that there are', async () => {
  expect((await read(['--help'])).language).toBeNull();
  expect((await read(['--lang=ja'])).language).toBe('ja');
  expect((await read(['--help', '--lang', 'en', 'a:1'])).language).toBe('en');
  expect(await faults(['--lang=fr'])).toEqual(['--lang: "fr" is none of en, ja']);
  expect(await faults(['--lang='])).toEqual(['--lang: a language is needed: --lang=en|ja']);
  expect(await faults(['--help', '--lang'])).toEqual(['--lang: a language is needed: --lang=en|ja']);
  expect(await faults(['--lag=ja'])).toEqual(['--lag: there is no such option; did you mean lang?']);
  expect(await faults([], 'lang ja\n')).toEqual([
    '/etc/x.conf:1: lang: there is no such option in a file; --lang is for the command line',
  ]);
});

test('a path is relative to the file that names it, on the command line to the working directory', () => {
  expect(pathFrom({ file: '/etc/dkim/x.conf', line: 1 }, '/home')('keys/a.pem')).toBe('/etc/dkim/keys/a.pem');
  expect(pathFrom({ file: null, line: null }, '/home')('a.pem')).toBe('/home/a.pem');
  expect(pathFrom(undefined, '/home')('/a.pem')).toBe('/a.pem');
});
