/** Command lines in any state: each argument is a flag, a value, an argument without name or a fault, and none is lost. */
/* oxlint-disable vitest/no-conditional-expect -- what must hold hangs on whether the text could be read; a tally sees to both */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { costOfMegabyte, hostile, runs, tally, timeout } from '../../../dkim-core/test/fuzz/hostile-input.js';
import { parseFlags } from '../../src/settings/flags.js';
import { dnsSettings, proxySettings } from '../../src/settings/proxy-settings.js';
import { readSettings } from '../../src/settings/read-settings.js';

const TABLE = { ...proxySettings, ...dnsSettings };
const ADMIN_MS = 5000; // an administrator's own arguments, on a loaded machine
const argument = hostile(
  [
    '--listen=127.0.0.1:10027',
    '--relay',
    '--conf_file=x',
    '--conf-file',
    '--debugtrace',
    '127.0.0.1:25',
    '-d',
    '--help',
    '--version',
    '--check',
    '--nameserver=192.0.2.1',
    '--max_servers',
  ],
  { pieces: ['-', '--', '=', '\u2013', '\u2014', '\u2212', 'listen', 'relay', '_', '-'], most: 2 },
);
const argvs = fc.array(argument, { maxLength: 8 });

test('no argument is lost, and none is counted twice', { timeout }, () => {
  const seen = tally();
  const property = fc.property(argvs, fc.func(fc.boolean()), (argv, needsValue) => {
    const { flags, positional, faults } = parseFlags(argv, needsValue);
    const own = flags.map(({ name, value }) => (value === null ? `--${name}` : `--${name}=${value}`));
    const taken = argv.flatMap((text, index) => (own.includes(`${argv[index - 1] ?? ''}=${text}`) ? [text] : []));
    const count = flags.length + positional.length + faults.length;
    expect(count).toBeLessThanOrEqual(argv.length);
    expect(argv.length - count).toBeLessThanOrEqual(taken.length); // the others are values of the flag before
    for (const text of positional) expect(argv).toContain(text);
    for (const { name } of flags) expect(argv.some((text) => text.startsWith(`--${name}`))).toBe(true);
    for (const [kind, list] of Object.entries({ flags, positional, faults })) if (list.length > 0) seen.add(kind);
  });
  fc.assert(property, runs(500));
  for (const kind of ['flags', 'positional', 'faults']) expect(seen.of(kind)).toBeGreaterThan(20);
});

test('any command line is read with the whole table, where a file can be read and where not', { timeout }, async () => {
  const seen = tally();
  const property = fc.asyncProperty(argvs, fc.boolean(), async (argv, canRead) => {
    const readFile = (): Promise<string> =>
      canRead ? Promise.resolve('listen 127.0.0.1:1\nuser x') : Promise.reject(new Error('no such file'));
    const { values, faults, asked, isWhole } = await readSettings(TABLE, argv, { readFile, cwd: '/' });
    for (const { message } of faults) expect(message).not.toBe('');
    for (const key of Object.keys(values)) seen.add(key);
    for (const word of asked) seen.add(word);
    if (!isWhole) seen.add('unreadable');
  });
  await fc.assert(property, runs(500));
  for (const outcome of ['listen', 'relay', 'user', 'help', 'unreadable', 'debugtrace'])
    expect([outcome, seen.of(outcome) > 5]).toEqual([outcome, true]);
});

test('S-245: 1 MB of arguments is read in linear time', { timeout }, async () => {
  const parts = { readFile: () => Promise.resolve(''), cwd: '/' };
  const slow: (string | null)[] = [];
  for (const unit of ['-', '\u2014', '--a=']) {
    slow.push(await costOfMegabyte(unit, (text) => readSettings(TABLE, [text, `--${text}`], parts), ADMIN_MS));
  }
  const argv = ['--nameserver=192.0.2.1', 'x', '--unknown', '--listen', ':1'];
  const many = ({ length }: string): readonly string[] => Array.from({ length: length / 50 }, () => argv).flat();
  slow.push(await costOfMegabyte('x', (text) => readSettings(TABLE, many(text), parts), ADMIN_MS));
  expect(slow.filter((cost) => cost !== null)).toEqual([]);
});
