import { expect, test } from 'vitest';
import { nsupdateLines, zoneLine } from './zone-line.js';

const NAME = 's1._domainkey.example.org';

test('RFC 1035, 5.1: a record of up to 255 octets is one string on one line', () => {
  expect(zoneLine(NAME, 'a'.repeat(255))).toBe(`${NAME}. IN TXT "${'a'.repeat(255)}"`);
});

test('S-237: a longer one is several strings in parentheses, none above 255 octets', () => {
  expect(zoneLine(NAME, 'a'.repeat(255 + 255 + 1))).toBe(
    `${NAME}. IN TXT (\n    "${'a'.repeat(255)}"\n    "${'a'.repeat(255)}"\n    "a"\n)`,
  );
});

test('quotes and backslashes are escaped, and an escape counts as the one octet that it is', () => {
  expect(zoneLine(NAME, String.raw`a"\b`)).toBe(String.raw`${NAME}. IN TXT "a\"\\b"`);
});

test('an empty record is an empty string', () => {
  expect(zoneLine(NAME, '')).toBe(`${NAME}. IN TXT ""`);
});

test('RFC 2136: for nsupdate the strings stand on one line, the name is absolute', () => {
  expect(nsupdateLines(NAME, 'a'.repeat(256))).toEqual([
    `update add ${NAME}. 3600 IN TXT "${'a'.repeat(255)}" "a"`,
    'send',
  ]);
});
