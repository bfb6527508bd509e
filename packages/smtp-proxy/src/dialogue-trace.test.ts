import pino from 'pino';
import { expect, test } from 'vitest';
import { dialogueTrace } from './dialogue-trace.js';

function traced(lines: string[]): string {
  let text = '';
  const log = pino({ base: null, timestamp: false }, { write: (line: string) => void (text += line) });
  const trace = dialogueTrace(log, true);
  for (const line of lines) trace.command('client', line);
  trace.reply('next hop', { code: 250, lines: ['2.0.0 Ok', 'more'] });
  return text;
}

test('S-217: an AUTH secret is never logged, nor a line behind it that is no command', () => {
  const text = traced(['EHLO x', 'AUTH PLAIN c2VjcmV0', 'c2VjcmV0', 'auth login c2VjcmV0', 'QUIT']);
  expect(text).not.toContain('c2VjcmV0');
  expect(text).toContain('client -> AUTH PLAIN (the rest is not logged)');
  expect(text).toContain('client -> AUTH LOGIN (the rest is not logged)');
  expect(text).toContain('client -> EHLO x');
  expect(text).toContain('client -> QUIT');
  expect(text).toContain('next hop -> 250 2.0.0 Ok (and 1 more lines)');
});

test.each([' AUTH PLAIN c2VjcmV0', '\tauth login c2VjcmV0', 'AUTH\tPLAIN c2VjcmV0', 'AUTH  PLAIN   c2VjcmV0'])(
  'S-217: neither is that of a client that writes %j',
  (line) => {
    expect(traced([line])).not.toContain('c2VjcmV0');
  },
);

test('S-217: a secret that begins as a command does is none', () => {
  expect(traced(['AUTH LOGIN', 'MAIL+c2VjcmV0', 'DATA/c2VjcmV0', 'Help=c2VjcmV0'])).not.toContain('c2VjcmV0');
});

test.each(['AUTH c2VjcmV0', 'AUTH PLAINc2VjcmV0', 'AUTH=PLAIN c2VjcmV0', 'AUTH PLAIN=c2VjcmV0', 'AUTH LOGIN-c2VjcmV0'])(
  'S-217: where %j names no mechanism that there is, nothing behind AUTH is one',
  (line) => {
    expect(traced([line])).not.toContain('c2VjcmV0');
    expect(traced([line])).toContain('client -> AUTH (the rest is not logged)');
  },
);

test('S-243: a stranger’s controls stay harmless', () => {
  expect(traced(['EHLO \u001b[2J'])).toContain('EHLO \\\\u001b[2J');
});
