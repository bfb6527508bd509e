import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OctetRange } from '../types.js';
import { outgoingMessage } from './outgoing-message.js';

async function* inPieces(text: string, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < text.length; at += size) yield Buffer.from(text.slice(at, at + size));
}

async function outgoing(text: string, size: number, top: string, remove: OctetRange[]): Promise<string> {
  let out = '';
  for await (const piece of outgoingMessage(inPieces(text, size), { top: Buffer.from(top), remove })) {
    out += Buffer.from(piece).toString();
  }
  return out;
}

test.each([
  { top: '', remove: [], out: 'abcdefghij' },
  { top: 'T', remove: [], out: 'Tabcdefghij' },
  { top: '', remove: [{ start: 0, end: 1 }], out: 'bcdefghij' },
  {
    top: 'T',
    remove: [
      { start: 2, end: 4 },
      { start: 4, end: 5 },
      { start: 9, end: 10 },
    ],
    out: 'Tabfghi',
  },
  { top: '', remove: [{ start: 0, end: 10 }], out: '' },
  { top: '', remove: [{ start: 3, end: 3 }], out: 'abcdefghij' },
  { top: '', remove: [{ start: 8, end: 99 }], out: 'abcdefgh' },
])('takes out $remove and puts $top on top, in pieces of any size', async ({ top, remove, out }) => {
  for (const size of [1, 2, 3, 4, 10]) expect(await outgoing('abcdefghij', size, top, remove)).toBe(out);
});

test('any ranges leave exactly the other octets', async () => {
  const text = 'abcdefghijklmnopqrstuvwxyz';
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.integer({ min: 0, max: 26 }), { maxLength: 8 }),
      fc.integer({ min: 1, max: 30 }),
      async (marks, size) => {
        marks.sort((a, b) => a - b);
        const remove: OctetRange[] = [];
        for (let at = 0; at + 1 < marks.length; at += 2)
          remove.push({ start: marks[at] ?? 0, end: marks[at + 1] ?? 0 });
        const left = text
          .split('')
          .filter((_, at) => !remove.some(({ start, end }) => at >= start && at < end))
          .join('');
        expect(await outgoing(text, size, '', remove)).toBe(left);
      },
    ),
  );
});

test('ranges out of order are a fault', async () => {
  await expect(
    outgoing('abc', 1, '', [
      { start: 2, end: 3 },
      { start: 0, end: 1 },
    ]),
  ).rejects.toThrow('out of order');
});
