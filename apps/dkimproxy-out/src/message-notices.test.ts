import { expect, test } from 'vitest';
import { watchMessage } from './message-notices.js';

const LONG = /longer than 998 octets/;
const short = 'y'.repeat(998);

test.each([
  { of: 'lines of 998 octets', text: `${short}\r\n${short}\r\n`, long: false },
  { of: 'a line of 999 octets', text: `a\r\n${short}y\r\nb\r\n`, long: true },
  { of: 'a last line without its end', text: `a\r\n${short}yy`, long: true },
  { of: 'many short lines', text: 'ab\r\n'.repeat(2000), long: false },
])('S-010: $of, wherever the chunks are cut', ({ text, long }) => {
  const bytes = Buffer.from(text);
  for (const size of [1, 2, 7, 500, 997, 999, 1000, 1001, 5000]) {
    const watch = watchMessage({ nextHopTakes8Bit: true });
    for (let at = 0; at < bytes.length; at += size) watch.write(bytes.subarray(at, at + size));
    expect(watch.notices().some((notice) => LONG.test(notice))).toBe(long);
  }
});

test('S-265: 8-bit text is noticed where the next hop lacks 8BITMIME, and only there', () => {
  const bytes = Buffer.from('Subject: x\r\n\r\ncaf\u00e9\r\n', 'latin1');
  for (const nextHopTakes8Bit of [true, false]) {
    const watch = watchMessage({ nextHopTakes8Bit });
    watch.write(bytes);
    expect(watch.notices().length).toBe(nextHopTakes8Bit ? 0 : 1);
  }
});
