import { expect, test } from 'vitest';
import { clientInput, type CommandLine } from './input.js';

/** All pairs of pieces that a text can be cut into, and each octet alone. */
function* cuts(text: string): Generator<string[]> {
  for (let cut = 0; cut <= text.length; cut += 1) yield [text.slice(0, cut), text.slice(cut)];
  yield text.split('');
}

/** The message in `pieces` with marks for bare CR and LF, and what is left behind it; null if it does not end. */
function readMessage(pieces: string[]): { message: string; rest: string } | null {
  const input = clientInput({ maxCommand: 4096 });
  let message = '';
  let ended = false;
  const sink = {
    text: (octets: Uint8Array) => void (message += Buffer.from(octets).toString('latin1')),
    bareCr: () => void (message += '{CR}'),
    bareLf: () => void (message += '{LF}'),
  };
  for (const piece of pieces) {
    input.push(Buffer.from(piece, 'latin1'));
    ended ||= input.takeMessage(sink);
  }
  if (!ended) return null;
  input.push(Buffer.from('\r\n'));
  const rest = input.takeCommand();
  return { message, rest: rest?.ok === true ? rest.text : `(${rest?.reason ?? 'nothing'})` };
}

test.each([
  { of: 'two lines', wire: 'a\r\nb\r\n.\r\n', message: 'a\r\nb\r\n' },
  { of: 'an empty message', wire: '.\r\n', message: '' },
  { of: 'a message of one empty line', wire: '\r\n.\r\n', message: '\r\n' },
  {
    of: 'a doubled dot first, in the middle and last',
    wire: '..a\r\n...\r\n..\r\n.\r\n',
    message: '.a\r\n..\r\n.\r\n',
  },
  { of: 'a dot that the client did not double', wire: '.a\r\n.b\r\n.\r\n', message: 'a\r\nb\r\n' },
  { of: 'a dot inside a line', wire: 'a.\r\n a .\r\n.\r\n', message: 'a.\r\n a .\r\n' },
  { of: '8-bit octets and NUL', wire: '\xff\0\x80\r\n\0.\r\n.\r\n', message: '\xff\0\x80\r\n\0.\r\n' },
])('S-202: $of, cut at every octet', ({ wire, message }) => {
  for (const pieces of cuts(wire)) expect(readMessage(pieces)).toEqual({ message, rest: '' });
});

const ENDS = ['\r\n', '\n', '\r', '\n\r', ''];
const NO_ENDS = ENDS.flatMap((before) => ENDS.map((after) => ({ before, after }))).filter(
  ({ before, after }) => !(before === '\r\n' && after === '\r\n'),
);

test.each(NO_ENDS)('S-199: a dot between $before and $after is content, cut at every octet', ({ before, after }) => {
  const wire = `a${before}.${after}MAIL FROM:<x>\r\nb\r\n.\r\nNOOP`;
  for (const pieces of cuts(wire)) {
    const read = readMessage(pieces);
    expect(read?.rest).toBe('NOOP');
    expect(read?.message).toContain('MAIL FROM:<x>\r\nb\r\n');
  }
});

test.each([
  { of: 'a bare LF', wire: 'a\nb\r\n.\r\n', message: 'a{LF}b\r\n' },
  { of: 'a bare CR', wire: 'a\rb\r\n.\r\n', message: 'a{CR}b\r\n' },
  { of: 'CR CR LF', wire: 'a\r\r\n.\r\n', message: 'a{CR}\r\n' },
  { of: 'LF CR', wire: 'a\n\rb\r\n.\r\n', message: 'a{LF}{CR}b\r\n' },
  { of: 'LF dot LF', wire: 'a\n.\nb\r\n.\r\n', message: 'a{LF}.{LF}b\r\n' },
  { of: 'CRLF dot LF, a line that loses its dot', wire: 'a\r\n.\nb\r\n.\r\n', message: 'a\r\n{LF}b\r\n' },
  { of: 'CRLF dot CR, the same', wire: 'a\r\n.\rb\r\n.\r\n', message: 'a\r\n{CR}b\r\n' },
  { of: 'CRLF dot CR CRLF', wire: 'a\r\n.\r\r\n.\r\n', message: 'a\r\n{CR}\r\n' },
  { of: 'a bare CR before the end', wire: 'a\r\n\r.\r\n.\r\n', message: 'a\r\n{CR}.\r\n' },
  { of: 'bare LF first', wire: '\n\n.\r\n.\r\n', message: '{LF}{LF}.\r\n' },
])('S-200: $of is seen, cut at every octet', ({ wire, message }) => {
  for (const pieces of cuts(wire)) expect(readMessage(pieces)).toEqual({ message, rest: '' });
});

/** The rules as one looks at a whole message: RFC 5321, sections 2.3.8 and 4.5.2. */
function byTheRules(wire: string): { message: string; rest: string } {
  const end = `\r\n${wire}`.indexOf('\r\n.\r\n');
  const message = wire.slice(0, end).replace(/(?<=^|\r\n)\./g, '');
  return {
    message: message.replace(/\r(?!\n)/g, '{CR}').replace(/(?<!\r)\n/g, '{LF}'),
    rest: wire.slice(end + 3),
  };
}

test('S-199, S-200, S-202: every message of up to seven octets of CR, LF, dot and a letter is read by the rules', () => {
  const octets = ['\r', '\n', '.', 'a'];
  const wrong: unknown[] = [];
  for (let length = 0; length <= 7; length += 1) {
    for (let code = 0; code < 4 ** length; code += 1) {
      const text = Array.from({ length }, (_, at) => octets[Math.trunc(code / 4 ** at) % 4]).join('');
      const wire = `${text}\r\n.\r\n`;
      const expected = byTheRules(wire);
      const cut = code % (wire.length + 1);
      const read = readMessage([wire.slice(0, cut), wire.slice(cut)]);
      // What stands behind an early end is the next command's business.
      if (read?.message !== expected.message) wrong.push({ wire, cut, read, expected });
    }
  }
  expect(wrong).toEqual([]);
  expect(byTheRules('.a\r\n..\n\r\r\n.\r\nQUIT')).toEqual({ message: 'a\r\n.{LF}{CR}\r\n', rest: 'QUIT' });
});

const AROUND_THE_END = ['', 'a', '.', '\0', 'a\r\n', '\r\n', '..\r\n', '\n', '\r', '\r\n.\n', '\r\n.\r', '\r\n\0.\r\n'];

test.each(AROUND_THE_END)(
  'S-199, S-202: %j before the end of data is read by the rules, in three pieces cut anywhere',
  (text) => {
    const wire = `${text}\r\n.\r\n.\r\nNOOP`;
    const { message, rest } = byTheRules(wire);
    for (let first = 0; first <= wire.length; first += 1) {
      for (let second = first; second <= wire.length; second += 1) {
        const pieces = [wire.slice(0, first), wire.slice(first, second), wire.slice(second)];
        expect({ pieces, ...readMessage(pieces) }).toEqual({ pieces, message, rest: rest.split('\r\n')[0] });
      }
    }
  },
);

function commands(pieces: string[]): (string | CommandLine)[] {
  const input = clientInput({ maxCommand: 4096 });
  const lines: (string | CommandLine)[] = [];
  for (const piece of pieces) {
    input.push(Buffer.from(piece, 'latin1'));
    for (let line = input.takeCommand(); line !== null; line = input.takeCommand()) {
      lines.push(line.ok ? line.text : `(${line.reason})`);
    }
  }
  return lines;
}

test('S-198: commands come one by one, cut at every octet', () => {
  for (const pieces of cuts('EHLO x\r\n\r\nMAIL FROM:<\xe9>\r\n')) {
    expect(commands(pieces)).toEqual(['EHLO x', '', 'MAIL FROM:<\xe9>']);
  }
});

test.each(['RCPT TO:<a>\nRCPT TO:<b>\r\n', 'MAIL FROM:<a>\rX\r\n', 'MAIL\0FROM\r\n', 'NOOP\r\r\n'])(
  'S-201: %j is one line that is refused',
  (wire) => {
    for (const pieces of cuts(wire)) expect(commands(pieces)).toEqual(['(Bare CR, bare LF or NUL in a command)']);
  },
);

test('S-215: a command of 4,096 octets is taken, a longer one refused alone', () => {
  const longest = `MAIL FROM:<${'a'.repeat(4084)}>`;
  expect(longest.length).toBe(4096);
  for (const size of [1, 7, 4096, 100_000]) {
    const wire = `${longest}\r\n${longest}x\r\n${'y'.repeat(50_000)}\r\nNOOP\r\n`;
    const pieces = Array.from({ length: Math.ceil(wire.length / size) }, (_, index) =>
      wire.slice(index * size, (index + 1) * size),
    );
    expect(commands(pieces)).toEqual([longest, '(Command line too long)', '(Command line too long)', 'NOOP']);
  }
});

test('S-211: octets that are no commands are passed over, cut at every octet', () => {
  for (const pieces of cuts('MAIL FROM:<a>\r\nNOOP\r\n')) {
    const input = clientInput({ maxCommand: 4096 });
    input.skip(15);
    const lines: string[] = [];
    for (const piece of pieces) {
      input.push(Buffer.from(piece));
      for (let line = input.takeCommand(); line !== null; line = input.takeCommand())
        lines.push(line.ok ? line.text : '');
    }
    expect(lines).toEqual(['NOOP']);
  }
});
