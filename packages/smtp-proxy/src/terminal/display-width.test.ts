import { expect, test } from 'vitest';
import { displayWidth, padded, shortened } from './display-width.js';

test.each([
  ['domain', 6],
  ['ドメイン', 8],
  ['ｖ＝ＤＫＩＭ１', 14],
  ['ｶﾅ', 2],
  ['e\u0301', 1],
  ['か\u3099', 2],
  ['メール（3 通）', 14],
  ['한글', 4],
  ['😀', 2],
])('%s takes %d columns', (text, width) => {
  expect(displayWidth(text)).toBe(width);
});

test('a text is filled up and cut by columns, not by characters', () => {
  expect(padded('件数', 6)).toBe('件数  ');
  expect(shortened('ドメイン名', 8)).toBe('ドメ...');
  expect(shortened('ドメイン', 8)).toBe('ドメイン');
});
