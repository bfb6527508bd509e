import { expect, test } from 'vitest';
import { quote } from './quote.js';

test.each([
  ['plain', '"plain"'],
  ['', '""'],
  ['say "x\\y"', '"say \\"x\\\\y\\""'],
  ['a\r\nb\tc', '"a\\r\\nb\\tc"'],
  ['\u001b[31m\0', '"\\x1b[31m\\x00"'],
  ['\u009b1m', '"\\x9b1m"'],
  ['a\u202eb', '"a\\u202eb"'],
  ['b\u00fccher', '"b\u00fccher"'],
  ['\ud800', '"\\ud800"'],
])('S-243: %j becomes %s', (text, quoted) => {
  expect(quote(text)).toBe(quoted);
});

test('S-243: at most 60 characters of a text are shown', () => {
  expect(quote('x'.repeat(60))).toBe(`"${'x'.repeat(60)}"`);
  expect(quote('x'.repeat(61))).toBe(`"${'x'.repeat(60)}..."`);
});
