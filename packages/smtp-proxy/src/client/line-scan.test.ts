import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { clientInput } from './input.js';
import { BLOCK, plainScanner, vectorScanner, type LineScanner } from './line-scan.js';

const vectors = vectorScanner();
const plain = plainScanner();

/** Texts in which much needs a look, some longer than many vectors, or than BLOCK. */
const texts = fc
  .array(fc.tuple(fc.constantFrom('\r\n', '\r', '\n', '.', 'a', '\0', '\xff', '\r\n.', '\n\r', 'a\r\n'), fc.nat(40)), {
    maxLength: 40,
  })
  .map((runs) => runs.map(([text, count]) => text.repeat(count)).join(''));

/** Every octet that needs a look, but for the first. */
function looks(scanner: LineScanner, text: string): readonly number[] {
  const block = Buffer.from(text, 'latin1').subarray(0, BLOCK);
  scanner.take(block);
  const found: number[] = [];
  for (let at = scanner.scan(1); at < block.length; at = scanner.scan(at + 1)) found.push(at);
  return found;
}

test('the machine that tests has vectors', () => {
  expect(vectors).not.toBeNull();
});

afterEach(() => void vi.unstubAllGlobals());

test.each([
  { of: 'without WebAssembly (--jitless)', stands: undefined },
  { of: 'where it does not know vectors', stands: { validate: (): boolean => false } },
  {
    of: 'where there are no addresses left for its memory (ulimit -v)',
    stands: { validate: (): boolean => true, Module: outOfMemory },
  },
])('the plain form is there $of', ({ stands }) => {
  vi.stubGlobal('WebAssembly', stands);
  expect(vectorScanner()).toBeNull();
});

function outOfMemory(): never {
  throw new RangeError('Out of memory: Cannot allocate Wasm memory for new instance');
}

test('vectors and the plain form find the same, whatever lay in the memory before', () => {
  fc.assert(
    fc.property(texts, texts, (before, text) => {
      vectors?.take(Buffer.from(before, 'latin1').subarray(0, BLOCK));
      expect(vectors && looks(vectors, text)).toEqual(looks(plain, text));
    }),
    { numRuns: 1000 },
  );
});

test('S-199, S-200: what needs a look is what the rules name', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const wanted = [...text.matchAll(/\r(?!\n)|(?<!\r)\n|(?<=\n)\./g)].map(({ index }) => index);
      expect(looks(plain, text)).toEqual(wanted.filter((at) => at > 0));
    }),
    { numRuns: 1000 },
  );
});

test.each([15, 16, 17, 31, 32, 33, BLOCK - 1, BLOCK])('each place in a block of %i octets', (length) => {
  for (const at of [1, 2, length - 17, length - 16, length - 2, length - 1]) {
    if (at < 1) continue;
    const text = 'x'.repeat(at) + '\n'.padEnd(length - at, 'x');
    expect(vectors && looks(vectors, text)).toEqual([at]);
  }
});

function received(scanner: LineScanner, wire: Buffer, cut: number): string {
  const input = clientInput({ maxCommand: 100 }, scanner);
  let message = '';
  const sink = {
    text: (octets: Uint8Array) => void (message += Buffer.from(octets).toString('latin1')),
    bareCr: () => void (message += '{CR}'),
    bareLf: () => void (message += '{LF}'),
  };
  for (let from = 0; from < wire.length; from += cut) {
    input.push(wire.subarray(from, from + cut));
    if (input.takeMessage(sink)) return `${message}{END}`;
  }
  return message;
}

test('S-199, S-202: a message is read alike by both, wherever it is cut', () => {
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 100_000 }), fc.constantFrom(1, 300), (text, cut, times) => {
      const wire = Buffer.from(`${text.repeat(times).slice(0, 3 * BLOCK)}\r\n.\r\n`, 'latin1');
      const whole = received(plain, wire, wire.length);
      expect(vectors && received(vectors, wire, Math.max(cut, Math.ceil(wire.length / 2000)))).toBe(whole);
    }),
    { numRuns: 200 },
  );
});
