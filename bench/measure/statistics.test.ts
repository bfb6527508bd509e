import { expect, test } from 'vitest';
import { median, quantile, scaled, spreadOf } from './statistics.js';

test.each([
  { values: [3, 1, 2], middle: 2 },
  { values: [4, 1, 3, 2], middle: 2.5 },
  { values: [7], middle: 7 },
])('the median of $values is $middle', ({ values, middle }) => {
  expect(median(values)).toBe(middle);
});

test('a quantile lies between its neighbours, in proportion', () => {
  const hundred = Array.from({ length: 101 }, (_, index) => index);
  expect(quantile(hundred, 0.99)).toBe(99);
  expect(quantile([10, 20], 0.25)).toBe(12.5);
});

test('a spread has the middle and both ends, and can be scaled', () => {
  expect(spreadOf([5, 1, 9])).toEqual({ median: 5, least: 1, most: 9 });
  expect(scaled({ median: 5, least: 1, most: 9 }, 2)).toEqual({ median: 10, least: 2, most: 18 });
});
