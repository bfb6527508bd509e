import { expect, test } from 'vitest';
import { parseFlags } from './flags.js';

const read = (...argv: string[]): ReturnType<typeof parseFlags> =>
  parseFlags(argv, (name) => ['conf_file', 'user'].includes(name));

test('a value stands behind "=", or in the next argument where the option cannot do without one', () => {
  expect(
    read('--conf_file=a.conf', '--user', 'joe', '--daemonize', '127.0.0.1:1', '127.0.0.1:2', '--log=').flags,
  ).toEqual([
    { name: 'conf_file', value: 'a.conf' },
    { name: 'user', value: 'joe' },
    { name: 'daemonize', value: null },
    { name: 'log', value: '' },
  ]);
  expect(read('--user', 'joe', 'a', 'b').positional).toEqual(['a', 'b']);
  expect(read('--user').flags).toEqual([{ name: 'user', value: null }]);
});

test('only the first "=" parts name and value', () => {
  expect(read('--signature=dkim(c=relaxed,a=rsa-sha256)').flags).toEqual([
    { name: 'signature', value: 'dkim(c=relaxed,a=rsa-sha256)' },
  ]);
});

test.each([
  ['\u2013conf_file=x', '--conf_file=x'],
  ['\u2014conf_file=x', '--conf_file=x'],
  ['\u2212\u2212conf_file=x', '--conf_file=x'],
  ['\uff0d\uff0dconf_file=x', '--conf_file=x'],
  ['-\u2013conf_file=x', '--conf_file=x'],
  ['\u2013-conf_file=x', '--conf_file=x'],
])('%s is no file name but a typographic dash, and the right line is given', (written, right) => {
  const { flags, positional, faults } = read(written);
  expect([flags, positional]).toEqual([[], []]);
  expect(faults.map(({ message }) => message)).toEqual([`"${written}" begins with a typographic dash. Write ${right}`]);
});

test('one dash is not enough', () => {
  expect(read('-check').faults.map(({ message }) => message)).toEqual([
    '"-check" is not known. Options begin with two dashes: --check',
  ]);
});
