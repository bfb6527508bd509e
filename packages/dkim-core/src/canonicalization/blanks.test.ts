import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { collect } from '../../test/collect.js';
import { BLOCK, OUT, plainReducer, vectorReducer, type BlankReducer } from './blanks.js';
import { relaxedBody } from './relaxed-body.js';

const vectors = vectorReducer();
const plain = plainReducer();

/** Texts in which every blank counts, some longer than one block of vectors, or than BLOCK. */
const texts = fc
  .array(fc.tuple(fc.constantFrom(' ', '\t', '\r', '\n', '\r\n', 'a', '\xa0', '\0', ' \r\n', '\t '), fc.nat(40)), {
    maxLength: 60,
  })
  .map((runs) => runs.map(([text, count]) => text.repeat(count)).join(''));

function reduced({ memory, reduce }: BlankReducer, text: string, behind: string): string {
  const length = memory.write(text + behind, 'latin1');
  expect(length).toBe(text.length + behind.length);
  return memory.toString('latin1', OUT, reduce(0, text.length, OUT));
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
  expect(vectorReducer()).toBeNull();
});

function outOfMemory(): never {
  throw new RangeError('Out of memory: Cannot allocate Wasm memory for new instance');
}

test('S-023, S-024: vectors and the plain form agree on every text, and on what follows it', () => {
  const behinds = fc.constantFrom('\r\n', '  ', 'xx', '\rx', '\n\n', ' \r');
  fc.assert(
    fc.property(texts, behinds, (text, behind) => {
      const short = text.slice(0, BLOCK - 2);
      expect(vectors && reduced(vectors, short, behind)).toBe(reduced(plain, short, behind));
    }),
    { numRuns: 2000 },
  );
});

test('S-025: both make the same of every body, wherever its chunks are cut', () => {
  const chunks = fc.array(texts, { maxLength: 12 });
  fc.assert(
    fc.property(chunks, fc.constantFrom(1, 40, 200), (parts, times) => {
      const body = parts.map((part) => part.repeat(times).slice(0, 3 * BLOCK));
      const byVectors = collect((emit) => relaxedBody(emit, vectors ?? plain), body);
      expect(byVectors).toBe(collect((emit) => relaxedBody(emit, plain), [body.join('')]));
    }),
    { numRuns: 300 },
  );
});

test('a stretch of any length and place is reduced alike', () => {
  for (let length = 0; length <= 70; length += 1) {
    for (const text of [
      ' '.repeat(length),
      'a b'.repeat(30).slice(0, length),
      'a \t\r\n'.repeat(20).slice(0, length),
    ]) {
      expect(vectors && reduced(vectors, text, '\r\n')).toBe(reduced(plain, text, '\r\n'));
    }
  }
});
