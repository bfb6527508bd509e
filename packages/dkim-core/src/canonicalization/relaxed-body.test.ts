import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { collect, everyCut } from '../../test/collect.js';
import { relaxedBody } from './relaxed-body.js';

test.each([
  { rule: 'S-019', of: 'no body at all', body: '', canonical: '' },
  { rule: 'S-019', of: 'empty lines only', body: '\r\n\r\n', canonical: '' },
  { rule: 'S-019', of: 'white lines only', body: ' \t\r\n\r\n', canonical: '' },
  { rule: 'S-019, S-024', of: 'white space without a line end', body: ' \t ', canonical: '' },
  {
    rule: 'S-020, S-023',
    of: 'the example of RFC 6376, 3.4.5',
    body: ' C \r\nD \t E\r\n\r\n\r\n',
    canonical: ' C\r\nD E\r\n',
  },
  { rule: 'S-022, S-024', of: 'a last line without its end', body: 'a \t', canonical: 'a\r\n' },
  { rule: 'S-023', of: 'white space at both ends and inside', body: '  x\t y \r\n', canonical: ' x y\r\n' },
  { rule: 'S-021', of: 'white lines at the end', body: 'a\r\n \r\n\t\r\n', canonical: 'a\r\n' },
  { rule: 'S-020, S-023', of: 'white lines inside', body: 'a\r\n \t\r\n\r\nb\r\n', canonical: 'a\r\n\r\n\r\nb\r\n' },
  { rule: 'S-026', of: 'bare CR and LF', body: 'a \rb\nc \n\r\r\n', canonical: 'a \rb\nc \n\r\r\n' },
  { rule: 'S-022, S-026', of: 'white space and a bare CR at the end', body: 'a\r\n \r', canonical: 'a\r\n \r\r\n' },
  {
    rule: 'S-002',
    of: 'octets over 127, U+00A0 in latin1 among them',
    body: '\xa0\x85 \xff\r\n',
    canonical: '\xa0\x85 \xff\r\n',
  },
  { rule: 'S-002', of: 'NUL', body: 'a\0\0 \0\r\n', canonical: 'a\0\0 \0\r\n' },
])('S-025, $rule: relaxed body of $of, wherever its chunks are cut', ({ body, canonical }) => {
  for (const chunks of everyCut(body)) expect(collect(relaxedBody, chunks)).toBe(canonical);
  expect(collect(relaxedBody, body.split(''))).toBe(canonical);
});

test('S-019: an empty body has the hashes that the standard gives', () => {
  const canonical = collect(relaxedBody, ['\r\n\r\n']);
  expect(createHash('sha256').update(canonical).digest('base64')).toBe('47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=');
  expect(createHash('sha1').update(canonical).digest('base64')).toBe('2jmj7l5rSw0yVb/vlWAYkK/YBwk=');
});

test('S-023: a megabyte of spaces before a letter is one space', () => {
  expect(collect(relaxedBody, ['x', ' '.repeat(1_000_000), 'y'])).toBe('x y\r\n');
});

/** The two steps of section 3.4.4 word for word, over the whole body. */
function plainRelaxedBody(body: string): string {
  const lines = body.split('\r\n').map((line) => line.replaceAll(/[ \t]+/g, ' ').replace(/ $/, ''));
  while (lines.at(-1) === '') lines.pop();
  return lines.map((line) => `${line}\r\n`).join('');
}

const pieces = fc.constantFrom('\r\n', ' ', '\t', 'a', 'bc', '\r', '\n', '\r\n\r\n', '.', ' \r\n');

test('S-025: any body, cut anywhere, is what the plain form makes of it', () => {
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), fc.array(fc.nat(80), { maxLength: 6 }), (parts, places) => {
      const body = parts.join('');
      const cuts = [0, ...places.map((place) => Math.min(place, body.length)), body.length].toSorted((a, b) => a - b);
      const chunks = cuts.slice(1).map((cut, index) => body.slice(cuts[index], cut));
      expect(collect(relaxedBody, chunks)).toBe(plainRelaxedBody(body));
    }),
  );
});

/** Stretches that go on uncopied, and shorter ones, between all that ends them. */
const stretches = fc
  .array(
    fc.tuple(
      pieces,
      fc.constantFrom(0, 1, 5, 7, 1020, 1023, 1024, 1025, 1030, 4000),
      fc.constantFrom('', '\r', '\r\n'),
    ),
    {
      maxLength: 8,
    },
  )
  .map((parts) => parts.map(([blank, length, end]) => blank + 'x'.repeat(length) + end).join(''));

test('S-025: long stretches without blanks, cut anywhere, are what the plain form makes of them', () => {
  fc.assert(
    fc.property(stretches, fc.array(fc.nat(9000), { maxLength: 4 }), (body, places) => {
      const cuts = [0, ...places.map((place) => Math.min(place, body.length)), body.length].toSorted((a, b) => a - b);
      const chunks = cuts.slice(1).map((cut, index) => body.slice(cuts[index], cut));
      expect(collect(relaxedBody, chunks) === plainRelaxedBody(body)).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test.each([
  { of: 'base64', unit: `${'QUJD'.repeat(19)}\r\n` },
  { of: 'text', unit: 'The quick brown  fox jumps \t over\r\n\r\n' },
  { of: 'empty lines', unit: '\r\n' },
  { of: 'one-letter lines', unit: 'x\r\n' },
  { of: 'a bare CR in each line', unit: 'x\ry\r\n' },
])('S-025: blocks of $of join as one body', ({ unit }) => {
  const mixed = `a ${unit.repeat(9000)}  b \r\n${unit.repeat(100)} `;
  for (const size of [mixed.length, 65_536, 65_601, 16_383, 262_144, 262_145, 1021]) {
    const chunks = Array.from({ length: Math.ceil(mixed.length / size) }, (_, at) =>
      mixed.slice(at * size, (at + 1) * size),
    );
    expect(collect(relaxedBody, chunks) === plainRelaxedBody(mixed)).toBe(true);
  }
});
