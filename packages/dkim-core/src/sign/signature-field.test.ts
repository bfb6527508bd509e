import { expect, test } from 'vitest';
import { foldBase64, foldTags, listParts } from './signature-field.js';

test.each([
  { of: '300 names', h: Array.from({ length: 300 }, (_, at) => `x-name-${at}`), d: 'example.org', octets: 256 },
  { of: 'one name', h: ['from'], d: 'example.org', octets: 64 },
  { of: 'the longest domain', h: ['from'], d: `${'a'.repeat(60)}.${'b'.repeat(60)}.example`, octets: 512 },
])('S-118: folded under 78 columns, each value whole, b= last: $of', ({ h, d, octets }) => {
  const { text, column } = foldTags('DKIM-Signature', [
    { name: 'v', parts: ['1'] },
    { name: 'd', parts: [d] },
    { name: 'h', parts: listParts(h, ':') },
  ]);
  const b = Buffer.alloc(octets, 0xa5).toString('base64');
  const field = text + foldBase64(b, column);
  for (const line of field.split('\r\n')) {
    expect(line.length).toBeLessThan(line.includes(d) ? 78 + d.length : 78);
    expect(line).toMatch(/\S$/);
    expect(line).not.toMatch(/^\s*$/);
  }
  expect(field.replaceAll(/\r\n\t/g, '').replaceAll(' ', '')).toBe(`DKIM-Signature:v=1;d=${d};h=${h.join(':')};b=${b}`);
});

test('S-118: a value that finds no room on the line begins on the next', () => {
  for (let column = 0; column <= 77; column += 1) {
    const lines = foldBase64('A'.repeat(200), column).split('\r\n\t');
    expect(lines[0]?.length).toBe(77 - column);
    expect(lines.join('')).toBe('A'.repeat(200));
  }
});
