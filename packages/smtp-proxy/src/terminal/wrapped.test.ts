import { expect, test } from 'vitest';
import { displayWidth } from './display-width.js';
import { wrapped } from './wrapped.js';

test.each([
  { of: 'words', text: 'one two three four', columns: 9, lines: ['one two', 'three', 'four'] },
  { of: 'a text that fits', text: 'one two', columns: 7, lines: ['one two'] },
  { of: 'a word that is too long', text: 'a abcdefghij b', columns: 5, lines: ['a', 'abcdefghij', 'b'] },
  {
    of: 'Japanese, two columns a character',
    text: '署名がありません',
    columns: 6,
    lines: ['署名が', 'ありま', 'せん'],
  },
  { of: 'no full stop at the start of a line', text: '署名です。次', columns: 8, lines: ['署名で', 'す。次'] },
  {
    of: 'no opening bracket at the end of a line',
    text: '署名（次）です',
    columns: 6,
    lines: ['署名', '（次）', 'です'],
  },
  {
    of: 'no long vowel mark and no small kana at the start of a line',
    text: 'サーバーを待ってね',
    columns: 6,
    lines: ['サー', 'バーを', '待って', 'ね'],
  },
  { of: 'both together', text: 'd= と同じ DKIM です', columns: 8, lines: ['d= と同', 'じ DKIM', 'です'] },
  { of: 'nothing', text: '', columns: 8, lines: [''] },
])('$of: "$text" in $columns columns', ({ text, columns, lines }) => {
  expect(wrapped(text, columns)).toEqual(lines);
});

test('without a terminal a text stays in one line', () => {
  const text = 'word '.repeat(100).trim();
  expect(wrapped(text, null)).toEqual([text]);
});

test('no line of ordinary text is wider than asked, and nothing is lost', () => {
  const text = '鍵レコードの v=DKIM1 は省略でき、受信側は書いてあるのと同じに扱います（RFC 6376）。'.repeat(20);
  const lines = wrapped(text, 40);
  expect(lines.filter((line) => displayWidth(line) > 42)).toEqual([]);
  expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
});
