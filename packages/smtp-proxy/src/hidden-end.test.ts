import { expect, test } from 'vitest';
import { hiddenEnd } from './hidden-end.js';

function isFound(pieces: readonly string[]): boolean {
  const hidden = hiddenEnd();
  for (const piece of pieces) hidden.write(Buffer.from(piece, 'latin1'));
  return hidden.found();
}

const LONG = 'x'.repeat(100);

test.each([
  { of: 'as the first line', message: '\0.\r\n', found: true },
  { of: 'in the middle', message: 'a\r\n\0.\r\nb\r\n', found: true },
  { of: 'behind a long line', message: `${LONG}\r\n\0.\r\n`, found: true },
  { of: 'of many NULs', message: `${'\0'.repeat(40)}.\r\n`, found: true },
  { of: 'with NULs behind the dot, too', message: 'a\r\n\0\0.\0\0\r\n', found: true },
  { of: 'behind another line of NULs', message: '\0\r\n\0\0\r\n\0.\r\n', found: true },
  { of: 'behind one that is not it', message: '\0.x\r\n\0.\r\n', found: true },
  { of: 'but with a second dot', message: '\0..\r\n', found: false },
  { of: 'but with text between', message: `\0${LONG}.\r\n`, found: false },
  { of: 'but with text behind', message: '\0. \r\n', found: false },
  { of: 'but inside a line', message: 'a\0.\r\n', found: false },
  { of: 'but without the NUL: its dot is doubled', message: '.\r\na\r\n.\0\r\n', found: false },
  { of: 'but without its end', message: 'a\r\n\0.', found: false },
])('S-199: a line of NULs and one dot, $of: $found, cut anywhere', ({ message, found }) => {
  for (let first = 0; first <= message.length; first += 1) {
    for (let second = first; second <= message.length; second += 1) {
      expect(isFound([message.slice(0, first), message.slice(first, second), message.slice(second)])).toBe(found);
    }
  }
  expect(isFound(message.split(''))).toBe(found);
});

test('S-199: what is found is what a server without NULs would take for the end, for all messages of up to seven octets', () => {
  const octets = ['\0', '.', 'a', '\r\n'];
  const wrong: string[] = [];
  for (let length = 0; length <= 7; length += 1) {
    for (let code = 0; code < 4 ** length; code += 1) {
      const message = `${Array.from({ length }, (_, at) => octets[Math.trunc(code / 4 ** at) % 4]).join('')}\r\n`;
      const onTheWire = message.replaceAll(/(^|\r\n)\./g, '$1..'); // RFC 5321, section 4.5.2
      const endsEarly = `\r\n${onTheWire}`.replaceAll('\0', '').includes('\r\n.\r\n');
      const cut = code % (message.length + 1);
      if (isFound([message.slice(0, cut), message.slice(cut)]) !== endsEarly) wrong.push(JSON.stringify(message));
    }
  }
  expect(wrong).toEqual([]);
});
