import { expect, test } from 'vitest';
import { logText } from './log-text.js';

test.each([
  { of: 'a line break', text: 'a\r\nb', safe: 'a\\u000d\\u000ab' },
  { of: 'an escape sequence', text: '\u001b[2J', safe: '\\u001b[2J' },
  { of: 'a turned reading direction', text: 'a\u202eb', safe: 'a\\u202eb' },
  { of: 'a C1 control', text: '\u009b1m', safe: '\\u009b1m' },
  { of: 'ordinary text', text: '<a+b@example.org> "x" 日本語', safe: '<a+b@example.org> "x" 日本語' },
])('S-243: $of stays one harmless piece of a log line', ({ text, safe }) => {
  expect(logText(text)).toBe(safe);
});

test('S-243: a long value is cut', () => {
  expect(logText('x'.repeat(10_000))).toBe(`${'x'.repeat(250)}...`);
});
