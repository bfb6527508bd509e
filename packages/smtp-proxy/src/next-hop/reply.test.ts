import { expect, test } from 'vitest';
import type { Reply } from '../types.js';
import { describeReply, formatReply, replyReader } from './reply.js';

function read(pieces: string[]): { replies: Reply[]; faults: string[] } {
  const replies: Reply[] = [];
  const faults: string[] = [];
  const reader = replyReader(
    (reply) => replies.push(reply),
    (reason) => faults.push(reason),
  );
  for (const piece of pieces) reader.write(Buffer.from(piece, 'latin1'));
  return { replies, faults };
}

test.each([
  { wire: '250 2.0.0 Ok\r\n', replies: [{ code: 250, lines: ['2.0.0 Ok'] }] },
  { wire: '250-a\r\n250 b\r\n', replies: [{ code: 250, lines: ['a', 'b'] }] },
  { wire: '250\r\n', replies: [{ code: 250, lines: [''] }] },
  { wire: '250-\r\n250\r\n', replies: [{ code: 250, lines: ['', ''] }] },
  {
    wire: '250-  a \r\n250 \xe9\r\n421 x\r\n',
    replies: [
      { code: 250, lines: ['  a ', '\xe9'] },
      { code: 421, lines: ['x'] },
    ],
  },
])('S-188: $wire is read in one piece and octet by octet', ({ wire, replies }) => {
  expect(read([wire])).toEqual({ replies, faults: [] });
  expect(read(wire.split(''))).toEqual({ replies, faults: [] });
});

test.each([
  { of: 'differing codes', wire: '250-a\r\n251 b\r\n250 c\r\n' },
  { of: 'garbage', wire: 'hello\r\n250 c\r\n' },
  { of: 'no code', wire: '25\r\n250 c\r\n' },
  { of: 'a code that there is not', wire: '650 x\r\n250 c\r\n' },
  { of: 'another separator', wire: '250_x\r\n250 c\r\n' },
  { of: 'a bare LF', wire: '250 a\n250 b\r\n250 c\r\n' },
  { of: 'a line without end', wire: `250 ${'x'.repeat(5000)}` },
  { of: 'a line over 2,048 octets', wire: `250 ${'x'.repeat(2048)}\r\n` },
  { of: '10,000 lines', wire: `${'250-x\r\n'.repeat(10_000)}250 x\r\n` },
])('S-188: $of is one fault, and nothing is read behind it', ({ wire }) => {
  expect(read([wire])).toMatchObject({ replies: [], faults: [expect.any(String)] });
  expect(read(wire.match(/.{1,100}/gs) ?? [])).toMatchObject({ replies: [], faults: [expect.any(String)] });
});

test('S-187: what was read is written as it was', () => {
  for (const wire of ['250 2.0.0 Ok\r\n', '550-a\r\n550-\r\n550 b \r\n', '250\r\n']) {
    expect(read([wire]).replies.map(formatReply)).toEqual([wire]);
  }
});

test('a log has code and first line', () => {
  expect(describeReply({ code: 550, lines: ['5.1.1 no', 'such user'] })).toBe('550 5.1.1 no');
  expect(describeReply({ code: 250, lines: [''] })).toBe('250');
});
