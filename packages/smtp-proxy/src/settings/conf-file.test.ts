import { expect, test } from 'vitest';
import { parseConfFile } from './conf-file.js';

const read = (text: string): [number, string, string | null][] =>
  parseConfFile(text, 'x.conf').lines.map(({ line, name, value }) => [line, name, value]);
const warnings = (text: string): [number | null, string][] =>
  parseConfFile(text, 'x.conf').warnings.map(({ line, message }) => [line, message]);

test('one option a line, comments and empty lines between, each with its line number', () => {
  expect(
    read('# a comment\n\nlisten    127.0.0.1:10027\n   # another\ndaemonize\nsignature dkim(c=relaxed, a=x)\n'),
  ).toEqual([
    [3, 'listen', '127.0.0.1:10027'],
    [5, 'daemonize', null],
    [6, 'signature', 'dkim(c=relaxed, a=x)'],
  ]);
});

test.each([
  { of: 'CRLF', text: 'a 1\r\nb 2\r\n' },
  { of: 'a BOM', text: '\ufeffa 1\nb 2\n' },
  { of: 'tabs, and blanks before and behind', text: '\t a\t \t1 \t\n  b 2\t \n' },
  { of: 'no-break blanks, as web pages have them', text: 'a\u00a01\u00a0\nb 2\n' },
  { of: 'a last line without its end', text: 'a 1\nb 2' },
])('a file with $of reads as one without', ({ text }) => {
  expect(read(text)).toEqual([
    [1, 'a', '1'],
    [2, 'b', '2'],
  ]);
  expect(warnings(text)).toEqual([]);
});

test('a full-width blank is read as a blank, with a warning', () => {
  expect(read('selector\u3000sel\u3000\n')).toEqual([[1, 'selector', 'sel']]);
  expect(warnings('a 1\nselector\u3000sel\n')).toEqual([[2, expect.stringContaining('U+3000')]]);
});

test('" #" behind a value belongs to the value, with a warning', () => {
  expect(read('selector sel # mine\n')).toEqual([[1, 'selector', 'sel # mine']]);
  expect(warnings('selector sel # mine\n')).toEqual([[1, expect.stringContaining('" #" behind a value')]]);
  expect(warnings('selector # mine\n')).toHaveLength(1);
  expect(warnings('log /var/log/a#b\n')).toEqual([]);
});

test('typographic quotes are taken as they are, with a warning', () => {
  expect(warnings('selector \u201csel\u201d\n')).toEqual([[1, expect.stringContaining('typographic quotes')]]);
});

test('a setting that a page has joined to the comment above it is pointed at', () => {
  const joined = '# specify what address/port DKIMproxy should listen on listen    127.0.0.1:10027\n';
  expect(read(joined)).toEqual([]);
  expect(warnings(joined)).toEqual([[1, expect.stringContaining('listen    127.0.0.1:10027')]]);
  expect(warnings('# listen 127.0.0.1:10027\n#relay :25\n')).toEqual([]);
});

test('100 kB on one line are read at once', () => {
  const before = performance.now();
  for (const text of [
    ' '.repeat(100_000),
    '#'.repeat(100_000),
    `# ${'listen '.repeat(15_000)}`,
    `a ${' #'.repeat(50_000)}`,
  ]) {
    parseConfFile(text, 'x.conf');
  }
  expect(performance.now() - before).toBeLessThan(2000);
});
