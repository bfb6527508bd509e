import { expect, test } from 'vitest';
import { dropFws, hasOnlyFolds, trimFws, unfold } from './folding-white-space.js';

test('S-034: white space at the ends goes, inside it stays; Unicode has no say in it', () => {
  expect(trimFws(' \t\r\n a \t b \r\n')).toBe('a \t b');
  expect(trimFws(' \r\n')).toBe('');
  expect(trimFws('\u00a0a\u2003\v\f')).toBe('\u00a0a\u2003\v\f');
});

test('S-034: base64 and quoted-printable lose all white space', () => {
  expect(dropFws(' a\r\n\tb c\t')).toBe('abc');
  expect(dropFws('a\u00a0b')).toBe('a\u00a0b');
});

test.each([
  ['a\r\n\tb', 'a\tb'],
  ['a\r\n   b', 'a   b'],
  ['\r\n b', ' b'],
  ['=?utf-8?q?a\r\n b?=', '=?utf-8?q?a b?='],
  ['a\r\n \r\n c', 'a  c'],
  ['a\rb\nc', 'a\rb\nc'],
])('S-007, S-008: %j unfolds to %j', (folded, unfolded) => {
  expect(unfold(folded)).toBe(unfolded);
});

test.each([
  ['a b', true],
  ['a\r\n b', true],
  ['a\r\n b\r\n\tc', true],
  ['a\r\n ', true],
  ['a\rb', false],
  ['a\nb', false],
  ['a\r\nb', false],
  ['a\r\n', false],
  ['a\r\n \r\n b', false],
  ['\n', false],
  ['\n b', false],
  ['a\r\n b\n c', false],
  ['a\r\n b\r c', false],
  ['a\r\n \r b', false],
])('S-028: in %j every line end is a fold: %j', (text, folds) => {
  expect(hasOnlyFolds(text)).toBe(folds);
});
