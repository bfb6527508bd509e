import { expect, test } from 'vitest';
import { readHeader } from '../message/message-reader.js';
import { headerCanonicalizations } from './by-name.js';

const { relaxed: relaxedHeader, simple: simpleHeader } = headerCanonicalizations;

function canonical(field: string, canonicalize = relaxedHeader): string {
  const [first] = readHeader(Buffer.from(field, 'latin1')).fields;
  return first === undefined ? '' : Buffer.from(canonicalize(first)).toString('latin1');
}

test.each([
  { of: 'the first example of RFC 6376, 3.4.5', field: 'A: X\r\n', relaxed: 'a:X\r\n' },
  { of: 'the second one', field: 'B : Y\t\r\n\tZ  \r\n', relaxed: 'b:Y Z\r\n' },
  { of: 'white space around the first colon only', field: 'A:\tb : c \t\r\n', relaxed: 'a:b : c\r\n' },
  { of: 'a fold before a tab', field: 'A: b\r\n\tc\r\n', relaxed: 'a:b c\r\n' },
  { of: 'a fold before three spaces', field: 'A: b\r\n   c\r\n', relaxed: 'a:b c\r\n' },
  { of: 'a fold right after the colon', field: 'A:\r\n b\r\n', relaxed: 'a:b\r\n' },
  { of: 'a white continuation', field: 'A: b\r\n \r\n c\r\n', relaxed: 'a:b c\r\n' },
  { of: 'an empty value', field: 'X: \t\r\n', relaxed: 'x:\r\n' },
  { of: 'no value', field: 'X:\r\n', relaxed: 'x:\r\n' },
  { of: 'a bare CR, a vertical tab, a no-break space', field: 'A: b\r c\v\xa0\r\n', relaxed: 'a:b\r c\v\xa0\r\n' },
  { of: 'capitals of other alphabets in the value', field: 'SuBJ: \xc4\xd6\r\n', relaxed: 'subj:\xc4\xd6\r\n' },
  { of: 'a field cut before its line end', field: 'A: b ', relaxed: 'a:b\r\n' },
])('S-006, S-007, S-016, S-017, S-071: relaxed header of $of', ({ field, relaxed }) => {
  expect(canonical(field)).toBe(relaxed);
});

test('S-245: a megabyte of white space and folds takes no time', () => {
  expect(canonical(`A: b${' '.repeat(300_000)}${'\r\n\t'.repeat(200_000)}c\r\n`)).toBe('a:b c\r\n');
});

test.each(['A: X\r\n', 'B : Y\t\r\n\tZ  \r\n', 'X: \t\r\n'])(
  'S-015: simple header is the field as it stands',
  (field) => {
    expect(canonical(field, simpleHeader)).toBe(field);
  },
);

test('S-071: simple header completes a field that was cut before its line end', () => {
  expect(canonical('A: X ', simpleHeader)).toBe('A: X \r\n');
});
