import { readHeader } from 'dkim-core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scanHeader } from './header-scan.js';

async function scan(chunks: readonly string[]) {
  async function* message(): AsyncGenerator<Uint8Array> {
    for (const chunk of chunks) yield Buffer.from(chunk, 'latin1');
  }
  const found = [];
  for await (const { field, start, end } of scanHeader(message())) found.push({ name: field.name, start, end });
  return found;
}

test('finds each field with its octets, folds included, and stops at the empty line, wherever chunks are cut', async () => {
  const message = 'A: 1\r\n folded\r\nB : 2\r\nno field\r\nC:\r\n\r\nD: body\r\n';
  const expected = [
    { name: 'A', start: 0, end: 15 },
    { name: 'B', start: 15, end: 22 },
    { name: '', start: 22, end: 32 },
    { name: 'C', start: 32, end: 36 },
  ];
  for (let cut = 0; cut <= message.length; cut += 1) {
    expect(await scan([message.slice(0, cut), message.slice(cut)])).toEqual(expected);
  }
  expect(await scan(message.split(''))).toEqual(expected);
});

test('S-161: finds a field behind fields of any size, with bounded memory', async () => {
  const filler = `X: ${'x'.repeat(300_000)}\r\n`;
  const chunks = [...Array.from({ length: 10 }, () => filler), 'Authentication-Results: us; dkim=pass\r\n\r\n'];
  const found = await scan(chunks);
  expect(found).toHaveLength(11);
  expect(found.at(-1)).toEqual({
    name: 'Authentication-Results',
    start: filler.length * 10,
    end: filler.length * 10 + 39,
  });
});

test('agrees with the reader of dkim-core on any header', async () => {
  const piece = fc.constantFrom('A: 1', 'Bc:', ' ', '\t', 'x', ':', '\r\n', '\r', '\n', '\r\n\r\n', 'é');
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 30 }), fc.nat(), async (pieces, where) => {
      const text = pieces.join('');
      const cut = where % (text.length + 1);
      const header = readHeader(Buffer.from(text, 'latin1'));
      const fields = header.fields.map(({ name, offset, bytes }) => ({
        name,
        start: offset,
        end: offset + bytes.length,
      }));
      expect(await scan([text.slice(0, cut), text.slice(cut)])).toEqual(fields);
    }),
    { numRuns: 2000 },
  );
});
