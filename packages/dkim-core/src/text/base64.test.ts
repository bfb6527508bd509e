import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseBase64 } from './base64.js';

test.each([
  { text: '', octets: '', padded: true },
  { text: 'TQ==', octets: 'M', padded: true }, // RFC 4648, section 10, has the like for "f", "fo", "foo"
  { text: 'Zm8=', octets: 'fo', padded: true },
  { text: 'Zm9v', octets: 'foo', padded: true },
  { text: ' Z\r\n\tm 9\tv\r\n ', octets: 'foo', padded: true },
  { text: 'Zg= =', octets: 'f', padded: true },
  { text: 'Zg', octets: 'f', padded: false },
  { text: 'Zg=', octets: 'f', padded: false },
  { text: 'Zm8', octets: 'fo', padded: false },
  { text: '+/+/', octets: '\u00fb\u00ff\u00bf', padded: true },
])('S-038: $text is the base64 of $octets', ({ text, octets, padded }) => {
  const parsed = parseBase64(text);
  expect(parsed.ok && { octets: parsed.value.bytes.toString('latin1'), padded: parsed.value.padded }).toEqual({
    octets,
    padded,
  });
});

test.each([
  'Zm9-',
  'Zm9_',
  '"Zm9v"',
  'Zm=9v',
  '=',
  'Z',
  'Zm9vZ',
  'Zm9v=',
  'Zm8==',
  'Zg===',
  '====',
  'Zm9v\0',
  'Zm9v\u00a0',
  'Zm9v;',
])('S-038: %j is not base64, whatever Node makes of it', (text) => {
  expect(parseBase64(text)).toMatchObject({ ok: false, code: 'base64' });
});

test('S-034, S-038: white space anywhere in it changes nothing', () => {
  const space = fc.constantFrom('', '', ' ', '\t', '\r\n ');
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 60 }),
      fc.array(space, { minLength: 90, maxLength: 90 }),
      (octets, spaces) => {
        const text = Buffer.from(octets).toString('base64');
        const folded = text
          .split('')
          .map((char, index) => char + (spaces[index] ?? ''))
          .join('');
        const parsed = parseBase64(folded);
        expect(parsed.ok && [...parsed.value.bytes]).toEqual([...octets]);
      },
    ),
  );
});
