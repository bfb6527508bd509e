import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLineEndNormalizer } from './line-endings.js';

function normalize(chunks: readonly string[]): { text: string; addedCr: number; bareCr: number } {
  const normalizer = createLineEndNormalizer();
  const text = chunks.map((chunk) => Buffer.from(normalizer.write(Buffer.from(chunk, 'latin1'))).toString('latin1'));
  return { text: text.join(''), ...normalizer.counts };
}

test.each([
  { of: 'CRLF only', text: 'a\r\n\r\nb\r\n', normal: 'a\r\n\r\nb\r\n', addedCr: 0, bareCr: 0 },
  { of: 'LF only', text: 'a\n\nb\n', normal: 'a\r\n\r\nb\r\n', addedCr: 3, bareCr: 0 },
  { of: 'both', text: 'a\r\nb\nc', normal: 'a\r\nb\r\nc', addedCr: 1, bareCr: 0 },
  { of: 'a CR alone', text: 'a\rb\r\r\nc', normal: 'a\rb\r\r\nc', addedCr: 0, bareCr: 2 },
  { of: 'a CR at the end', text: 'a\r', normal: 'a\r', addedCr: 0, bareCr: 1 },
  { of: 'nothing', text: '', normal: '', addedCr: 0, bareCr: 0 },
  { of: 'a LF and a CR', text: '\n\r', normal: '\r\n\r', addedCr: 1, bareCr: 1 },
])('S-026: line ends of a text with $of, wherever it is cut', ({ text, normal, addedCr, bareCr }) => {
  for (let one = 0; one <= text.length; one += 1) {
    for (let two = one; two <= text.length; two += 1) {
      const chunks = [text.slice(0, one), text.slice(one, two), text.slice(two)];
      expect(normalize(chunks)).toEqual({ text: normal, addedCr, bareCr });
    }
  }
});

test('S-026: a text that is in order goes on uncopied', () => {
  const chunk = Buffer.from('a\r\nb\r\n');
  expect(createLineEndNormalizer().write(chunk)).toBe(chunk);
});

test.each(['a\n', Uint16Array.of(10), undefined])('%o is no chunk of a message', (chunk) => {
  expect(() => createLineEndNormalizer().write(chunk as unknown as Uint8Array)).toThrow(
    expect.objectContaining({ code: 'DKIM_MESSAGE_INVALID' }),
  );
});

test('S-026: no LF without CR comes out, nothing else changes', () => {
  const piece = fc.constantFrom('\r', '\n', '\r\n', 'a', '\u00ff', '');
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const { text, addedCr } = normalize(pieces);
      expect(text).not.toMatch(/(?<!\r)\n/);
      expect(text).toBe(pieces.join('').replaceAll(/(?<!\r)\n/g, '\r\n'));
      expect(text.length - pieces.join('').length).toBe(addedCr);
    }),
  );
});
