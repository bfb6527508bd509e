import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeQuotedPrintable, encodeQuotedPrintable } from './quoted-printable.js';

test.each([
  ['joe=40x@example.com', 'joe@x@example.com'],
  ['=4A@example.com', 'J@example.com'],
  ['joe=3Bx@example.com', 'joe;x@example.com'],
  ['j o\r\n\te=20 x', 'joe x'], // white space between counts for nothing
  ['=C3=BC', '\u00c3\u00bc'],
  ['', ''],
])('S-037: %j decodes to %j', (text, octets) => {
  expect(decodeQuotedPrintable(text)).toBe(octets);
});

test.each(['=6aoe@example.com', 'a=', 'a=4', 'a=G0', '==40', 'soft=\r\n', '=2 0', '=\r\n 20'])(
  'S-037: %j is not well-formed',
  (text) => {
    expect(decodeQuotedPrintable(text)).toBe(null);
  },
);

test('RFC 6376, section 2.11: what is outside the safe alphabet is escaped', () => {
  expect(encodeQuotedPrintable('a b;c=d\u00ff|e:f')).toBe('a=20b=3Bc=3Dd=FF|e:f');
  expect(encodeQuotedPrintable('a|b:c', '|')).toBe('a=7Cb:c');
});

test('any octets come back as they were', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.constantFrom('', '|', '|:'), (bytes, also) => {
      const octets = Buffer.from(bytes).toString('latin1');
      expect(decodeQuotedPrintable(encodeQuotedPrintable(octets, also))).toBe(octets);
    }),
  );
});
