import { expect, test } from 'vitest';
import { isMbox, mboxRanges } from './mbox.js';

const A = 'From a@example.org Fri Jul 11 21:00:37 2003';
const B = 'From - Mon, 01 Jan 2024 09:05:00 +0900';

async function messages(text: string, cut = text.length): Promise<string[]> {
  async function* source(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(text.slice(0, cut), 'latin1');
    yield Buffer.from(text.slice(cut), 'latin1');
  }
  const found: string[] = [];
  for await (const { start, end } of mboxRanges(source())) found.push(text.slice(start, end));
  return found;
}

test.each([
  { of: 'two messages', text: `${A}\nX: 1\n\nb\n\n${B}\nX: 2\n\nb\n\n`, found: ['X: 1\n\nb\n', 'X: 2\n\nb\n'] },
  { of: 'CRLF', text: `${A}\r\nX: 1\r\n\r\nb\r\n\r\n${B}\r\nX: 2\r\n\r\n`, found: ['X: 1\r\n\r\nb\r\n', 'X: 2\r\n'] },
  { of: 'a last line without its end', text: `${A}\nX: 1\n\nb`, found: ['X: 1\n\nb'] },
  { of: 'a first line without a time', text: `From x\nX: 1\n\nb\n\n${A}\nX: 2\n`, found: ['X: 1\n\nb\n', 'X: 2\n'] },
  {
    of: 'a "From " in the text that has no time and year',
    text: `${A}\nX: 1\n\nFrom now on\n\nFrom 10:30 on\n\nFrom 2003 on\n`,
    found: ['X: 1\n\nFrom now on\n\nFrom 10:30 on\n\nFrom 2003 on\n'],
  },
  { of: 'a From line without an empty line before', text: `${A}\nX: 1\n\nb\n${B}\n`, found: [`X: 1\n\nb\n${B}\n`] },
  { of: 'a quoted From line', text: `${A}\nX: 1\n\n\n>${B}\n`, found: [`X: 1\n\n\n>${B}\n`] },
  { of: 'messages of nothing', text: `${A}\n\n${B}\n\n`, found: ['', ''] },
  {
    of: 'a From line of more than 1000 octets',
    text: `${A}\nX: 1\n\n${B}${' '.repeat(1000)}\n`,
    found: [`X: 1\n\n${B}${' '.repeat(1000)}\n`],
  },
])('$of: found wherever the chunks are cut', async ({ text, found }) => {
  for (let cut = 0; cut <= text.length; cut += 1) expect(await messages(text, cut)).toEqual(found);
});

test('a file is an mbox where its first line begins with "From "', () => {
  expect(isMbox(Buffer.from(`${A}\nX: 1\n`))).toBe(true);
  expect(isMbox(Buffer.from('From: a@example.org\n'))).toBe(false);
  expect(isMbox(Buffer.from(`\n${A}\n`))).toBe(false);
  expect(isMbox(Buffer.from('From without an end'))).toBe(false);
});

test('100 kB of what looks like From lines costs linear time', async () => {
  const text = `${A}\n${'\nFrom '.repeat(17_000)}`;
  expect(await messages(text, 50_000)).toEqual([text.slice(A.length + 1)]);
});
