import { expect, test } from 'vitest';
import { shareOf, WHOLE } from './worker-share.js';

test.each([
  { limit: 100, shares: [25, 25, 25, 25] },
  { limit: 101, shares: [26, 25, 25, 25] },
  { limit: 103, shares: [26, 26, 26, 25] },
  { limit: 2, shares: [1, 1, 0, 0] },
  { limit: 1_000_000_000_001, shares: [250_000_000_001, 250_000_000_000, 250_000_000_000, 250_000_000_000] },
])('$limit divided among four workers adds up', ({ limit, shares }) => {
  expect([1, 2, 3, 4].map((number) => shareOf(limit, { number, of: 4 }))).toEqual(shares);
  expect(shareOf(limit, WHOLE)).toBe(limit);
});
