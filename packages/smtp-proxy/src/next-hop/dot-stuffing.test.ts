import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { dotStuffing } from './dot-stuffing.js';

function stuff(pieces: string[]): string {
  const stuffing = dotStuffing();
  const out = pieces.map((piece) => Buffer.from(stuffing.write(Buffer.from(piece, 'latin1'))).toString('latin1'));
  return out.join('') + Buffer.from(stuffing.end()).toString('latin1');
}

test.each([
  { message: 'a\r\n', wire: 'a\r\n.\r\n' },
  { message: '.', wire: '..\r\n.\r\n' },
  { message: '.\r\n.\r\n..\r\n', wire: '..\r\n..\r\n...\r\n.\r\n' },
  { message: '', wire: '.\r\n' },
  { message: '\r\n', wire: '\r\n.\r\n' },
  { message: 'a.b\r\n ..\r\n', wire: 'a.b\r\n ..\r\n.\r\n' },
  { message: 'no end', wire: 'no end\r\n.\r\n' },
])('S-203: $message, cut at every octet', ({ message, wire }) => {
  for (let cut = 0; cut <= message.length; cut += 1)
    expect(stuff([message.slice(0, cut), message.slice(cut)])).toBe(wire);
  expect(stuff(message.split(''))).toBe(wire);
});

test('S-203: any lines in any pieces come back when the dots are taken off by the rule', () => {
  const line = fc
    .array(fc.constantFrom('.', 'a', ' ', '\0', '\xff'), { maxLength: 4 })
    .map((octets) => `${octets.join('')}\r\n`);
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), fc.integer({ min: 1, max: 5 }), (lines, size) => {
      const message = lines.join('');
      const wire = stuff(message.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? []);
      expect(wire.endsWith('.\r\n')).toBe(true);
      const text = wire.slice(0, -3);
      expect(text.replace(/(^|\r\n)\./g, '$1')).toBe(message);
      expect(`\r\n${text}`).not.toContain('\r\n.\r\n');
    }),
  );
});
