import { expect, test } from 'vitest';
import { visibleJson, visibleText } from './visible-text.js';

test.each([
  { of: 'an escape sequence', text: 'a\u001b[31mb', shown: String.raw`a\x1b[31mb` },
  { of: 'CR, LF, tab, NUL and DEL', text: '\r\n\t\0\u007f', shown: String.raw`\x0d\x0a\x09\x00\x7f` },
  { of: 'a one-octet escape of C1', text: '\u009b2J', shown: String.raw`\x9b2J` },
  { of: 'text that is turned round', text: 'gpj\u202egpe', shown: String.raw`gpj\u202egpe` },
  { of: 'a zero-width character', text: 'pay\u200bpal', shown: String.raw`pay\u200bpal` },
  { of: 'a hidden tag character', text: 'a\u{e0041}', shown: String.raw`a\u{e0041}` },
  { of: 'half a surrogate pair', text: '\ud800', shown: String.raw`\ud800` },
  { of: 'letters of any script, and emoji', text: 'é 署名 🔑', shown: 'é 署名 🔑' },
])('S-243: $of is shown as what it is', ({ text, shown }) => {
  expect(visibleText(text)).toBe(shown);
});

test('S-243: JSON shows no control, and a parser reads what was written', () => {
  const value = { domain: 'a\u001b\u202e\u{e0041}\u009b\n', other: '署名 "x"' };
  const json = visibleJson(JSON.stringify(value));
  expect(json).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e\u{e0041}]/u);
  expect(JSON.parse(json)).toEqual(value);
});
