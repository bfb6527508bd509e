import { expect, test } from 'vitest';
import { nearestCodes } from './nearest.js';

const CODES = [
  'key-revoked',
  'key-not-found',
  'body-hash-mismatch',
  'signature-mismatch',
  'signature-expired',
] as const;

test.each([
  { word: 'key-revokd', nearest: ['key-revoked'] },
  { word: 'KEY_REVOKED', nearest: ['key-revoked'] },
  { word: 'bodyhash-mismatch', nearest: ['body-hash-mismatch', 'signature-mismatch'] },
  { word: 'expired', nearest: ['signature-expired'] },
  { word: 'Body Hash', nearest: ['body-hash-mismatch'] },
  { word: 'zzzz', nearest: [] },
  { word: '', nearest: [] },
])('nearest to "$word" are $nearest', ({ word, nearest }) => {
  expect(nearestCodes(word, CODES)).toEqual(nearest);
});

test('a text of 100 kB is no code and is not compared', () => {
  expect(nearestCodes('key-revoked'.repeat(10_000), CODES)).toEqual([]);
});
