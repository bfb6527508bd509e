import { expect, test } from 'vitest';
import { absolute, atLeast, atMost, isMet, single } from './row.js';
import { ROWS } from './rows.js';

test.each([
  { goal: atLeast(0.9, 'of floor'), ratio: 0.9, met: true },
  { goal: atLeast(0.9, 'of floor'), ratio: 0.89, met: false },
  { goal: atMost(1.1, 'of floor'), ratio: 1.1, met: true },
  { goal: atMost(1.1, 'of floor'), ratio: 1.11, met: false },
])('a ratio of $ratio against $goal: $met', ({ goal, ratio, met }) => {
  expect(isMet({ goal, ratio: single(ratio) })).toBe(met);
});

test('where there is nobody to compare with, a goal is neither met nor missed', () => {
  expect(isMet({ goal: atLeast(1, 'of libopendkim'), ratio: null })).toBeNull();
});

test('a figure that is not a number meets nothing', () => {
  expect(isMet({ goal: atLeast(1, 'of floor'), ratio: single(Number.NaN) })).toBe(false);
  expect(isMet({ goal: atMost(1, 'of floor'), ratio: single(Number.NaN) })).toBe(false);
});

test('a goal in a unit of its own is judged by its share', () => {
  const { goal, share } = absolute('most', 100, 'MB');
  expect(isMet({ goal, ratio: share(single(99)) })).toBe(true);
  expect(isMet({ goal, ratio: share(single(101)) })).toBe(false);
});

test('the rows are L1 to L12 and P1 to P11, in order', () => {
  expect(ROWS.map(({ number }) => number)).toEqual([...numbers('L', 12), ...numbers('P', 11)]);
});

function numbers(letter: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${letter}${index + 1}`);
}
