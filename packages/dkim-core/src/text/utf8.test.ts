import { expect, test } from 'vitest';
import { decodeUtf8, encodeUtf8, isAscii } from './utf8.js';

test('S-036: octets, one a character, become text where they are UTF-8, and only there', () => {
  expect(decodeUtf8('abc')).toBe('abc');
  expect(decodeUtf8('\u00c3\u00bc')).toBe('\u00fc');
  expect(decodeUtf8('\u00fc')).toBe(null); // Latin-1
  expect(decodeUtf8('\u00c0\u0080')).toBe(null); // overlong
  expect(decodeUtf8('\u00ed\u00a0\u0080')).toBe(null); // a surrogate
  expect(decodeUtf8('\u00c3')).toBe(null); // cut
});

test('text becomes octets, one a character', () => {
  expect(encodeUtf8('\u00fc')).toBe('\u00c3\u00bc');
  expect(encodeUtf8('abc')).toBe('abc');
});

test('NUL and DEL are ASCII, U+0080 is not', () => {
  expect(isAscii('\0\x7f')).toBe(true);
  expect(isAscii('\u0080')).toBe(false);
});
