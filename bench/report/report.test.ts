import { expect, test } from 'vitest';
import { atLeast, atMost, single, type Line } from '../row.js';
import { changeText, comparisonCells } from './comparison.js';
import { selfTimes } from './profile.js';
import { layOut, tableCells } from './table.js';

const line: Line = {
  measure: 'sign 2 KB',
  goal: atLeast(0.92, 'of floor'),
  figure: { median: 1234.5, least: 1200, most: 1300 },
  unit: 'mails/s',
  ratio: { median: 0.95123, least: 0.9, most: 0.97 },
  beside: [{ name: 'libopendkim', ratio: 0.4123 }],
};

test('a line of the table has its goal, its figure, its ratio with the spread, the verdict and the peers', () => {
  expect(tableCells('L1', line)).toEqual([
    'L1',
    'sign 2 KB',
    '>= 0.92 of floor',
    '1,235 mails/s',
    '0.951 [0.9-0.97]',
    'met',
    'libopendkim 0.41',
  ]);
});

test('without anybody to compare with there is no ratio and no verdict', () => {
  expect(tableCells('L1', { ...line, ratio: null }).slice(4, 6)).toEqual(['', 'nobody to compare with']);
});

test('columns are as wide as their widest cell', () => {
  expect(
    layOut([
      ['a', 'bb', 'c'],
      ['aaa', 'b', ''],
    ]),
  ).toBe('a    bb  c\naaa  b');
});

test.each([
  { goal: atLeast(1, ''), before: 0.5, now: 0.6, change: '+20 %' },
  { goal: atLeast(1, ''), before: 0.5, now: 0.4, change: '-20 %' },
  { goal: atMost(1, ''), before: 0.6, now: 0.5, change: '+20 %' },
  { goal: atMost(1, ''), before: 0.5, now: 0.5, change: '0 %' },
])('from $before to $now is $change, and a plus is always for the better', ({ goal, before, now, change }) => {
  const at = (ratio: number): Line => ({ ...line, goal, ratio: single(ratio) });
  expect(changeText(at(now), at(before))).toBe(change);
});

test('a change that is smaller than what rounds differ by says so', () => {
  const before = { ...line, ratio: { median: 0.94, least: 0.9, most: 0.96 } };
  expect(comparisonCells('L1', line, before).at(-1)).toBe('+1 % (within the spread)');
});

test('self time is that of a function alone, and a process that waits is not counted', () => {
  const profile = {
    nodes: [node(1, '(idle)'), node(2, 'hash'), node(3, '(garbage collector)'), node(4, 'hash')],
    samples: [1, 2, 3, 4, 2],
    timeDeltas: [1000, 10, 40, 20, 30],
  };
  expect(selfTimes(profile, 5)).toEqual([
    { name: 'hash hash.js:5', share: 0.6 },
    { name: '(garbage collector)', share: 0.4 },
  ]);
});

function node(id: number, functionName: string) {
  const url = functionName.startsWith('(') ? '' : `file:///x/${functionName}.js`;
  return { id, callFrame: { functionName, url, lineNumber: 4 } };
}
