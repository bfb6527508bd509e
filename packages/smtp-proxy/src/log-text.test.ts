import { expect, test } from 'vitest';
import { logText, logTextInAngles } from './log-text.js';

test.each([
  { of: 'a line break', text: 'a\r\nb', safe: 'a\\u000d\\u000ab' },
  { of: 'an escape sequence', text: '\u001b[2J', safe: '\\u001b[2J' },
  { of: 'a turned reading direction', text: 'a\u202eb', safe: 'a\\u202eb' },
  { of: 'a C1 control', text: '\u009b1m', safe: '\\u009b1m' },
  { of: 'ordinary text', text: '<a+b@example.org> "x" 日本語', safe: '<a+b@example.org> "x" 日本語' },
])('S-243: $of stays one harmless piece of a log line', ({ text, safe }) => {
  expect(logText(text)).toBe(safe);
});

test('S-243: a long value is cut, and escapes count as what they are; none is cut in two', () => {
  expect(logText('x'.repeat(10_000))).toBe(`${'x'.repeat(250)}...`);
  expect(logText('\u202e'.repeat(10_000))).toBe(`${'\\u202e'.repeat(41)}...`); // 250 is 41 times 6, and 4 more
  expect(logText('\u202e'.repeat(42))).toBe(`${'\\u202e'.repeat(41)}...`);
  expect(logText(`${'x'.repeat(249)}\u{1f600}`)).toBe(`${'x'.repeat(249)}...`);
});

test.each(['\u00ad', '\u061c', '\u200b', '\u2066', '\u206f', '\u3164', '\ufe0f', '\ufff9'])(
  'S-243: a character that nobody sees is shown: %j',
  (character) => {
    expect(logText(`a${character}b`)).toBe(`a\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}b`);
  },
);

test('S-243: characters outside the first plane get the two escapes that JSON has for them', () => {
  expect(logText('\u{e0041}\u{1f600}')).toBe('\\udb40\\udc41\u{1f600}');
  expect(logText('\ud800')).toBe('\\ud800');
});

test('S-243: between angles there are none', () => {
  expect(logTextInAngles('a>, signer=<@bank.example')).toBe('a\\u003e, signer=\\u003c@bank.example');
});
