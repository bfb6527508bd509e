import { expect, test } from 'vitest';
import { tableLines } from './table.js';

test('a table has its columns below each other, and no cell pushes the others out of sight', () => {
  expect(
    tableLines([
      ['件数', 'x'],
      ['1', 'y'],
    ]),
  ).toEqual(['件数  x', '1     y']);
  expect(tableLines([['a'.repeat(1000), 'b']])[0]).toBe(`${'a'.repeat(61)}...  b`);
});
