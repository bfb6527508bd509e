import { expect, test } from 'vitest';
import { nearestName } from './nearest-name.js';

const KNOWN = [
  'listen',
  'relay',
  'domain',
  'keyfile',
  'selector',
  'signature',
  'sender_map',
  'reject_error',
  'reject_fail',
];

test.each([
  ['listn', 'listen'],
  ['lisetn', 'listen'],
  ['domains', 'domain'],
  ['key_file', 'keyfile'],
  ['sendermap', 'sender_map'],
  ['reject_eror', 'reject_error'],
  ['prefix', null],
  ['', null],
])('%j was meant to be %j', (name, meant) => {
  expect(nearestName(name, KNOWN)).toBe(meant);
});

test('a name of 100 kB costs nothing', () => {
  expect(nearestName('x'.repeat(100_000), KNOWN)).toBeNull();
});
