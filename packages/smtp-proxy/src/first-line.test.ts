import { expect, test } from 'vitest';
import { beginsWithContinuation } from './first-line.js';

test.each([
  { first: ' x', is: true },
  { first: '\tx', is: true },
  { first: 'From x', is: false },
  { first: '\r\n', is: false },
  { first: '', is: false },
])('S-204: a message that begins with $first', ({ first, is }) => {
  expect(beginsWithContinuation(Buffer.from(first)[0])).toBe(is);
});
