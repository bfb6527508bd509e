import { expect, test } from 'vitest';
import { attributeCommands, parseAttributes } from './client-attributes.js';
import { mergeXforward, XFORWARD_ATTRIBUTES } from './xforward.js';

const parsed = (args: string) => {
  const result = parseAttributes('XFORWARD', args, XFORWARD_ATTRIBUTES);
  return result.ok ? Object.fromEntries(result.attributes) : result.reason;
};

test.each([
  {
    of: 'S-220: names in any case',
    args: 'name=spike.example Addr=192.0.2.1',
    is: { NAME: 'spike.example', ADDR: '192.0.2.1' },
  },
  { of: 'S-220: xtext decoded', args: 'HELO=a+2Bb+3Dc', is: { HELO: 'a+b=c' } },
  {
    of: 'S-221: unknown in any case',
    args: 'ADDR=[unavailable] NAME=[UNAVAILABLE] HELO=',
    is: { ADDR: null, NAME: null, HELO: null },
  },
  { of: 'S-222: an IPv6 address', args: 'ADDR=IPV6:2001:db8::1', is: { ADDR: 'IPV6:2001:db8::1' } },
  { of: 'S-225: an encoded line end', args: 'NAME=a+0D+0AB', is: 'Bad XFORWARD NAME value' },
  { of: 'S-225: an encoded space', args: 'NAME=a+20b', is: 'Bad XFORWARD NAME value' },
  { of: 'S-225: 8-bit', args: 'NAME=\xe9', is: 'Bad XFORWARD NAME value' },
  { of: 'bad xtext', args: 'NAME=a+2', is: 'Bad XFORWARD NAME value' },
  { of: 'S-220: 256 octets', args: `HELO=${'a'.repeat(256)}`, is: 'Bad XFORWARD HELO value' },
  { of: 'no attribute', args: '', is: 'XFORWARD needs attributes' },
  { of: 'a name that there is not', args: 'FOO=x', is: 'Unknown XFORWARD attribute' },
])('$of', ({ args, is }) => {
  expect(parsed(args)).toEqual(is);
});

test('S-221: the first command of a transaction sets all others to unknown, a later one does not', () => {
  const first = mergeXforward(new Map(), new Map([['HELO', 'x']]));
  expect(Object.fromEntries(first)).toEqual({
    NAME: null,
    ADDR: null,
    PORT: null,
    PROTO: null,
    HELO: 'x',
    IDENT: null,
    SOURCE: null,
  });
  expect(mergeXforward(first, new Map([['NAME', 'n']])).get('HELO')).toBe('x');
});

test('S-220: only what the next hop lists is sent, encoded, in commands of 512 octets at most', () => {
  const attributes = new Map<string, string | null>([
    ['NAME', 'a+b=c'],
    ['ADDR', null],
    ['IDENT', 'Q1'],
  ]);
  expect(attributeCommands('XFORWARD', attributes, ['NAME', 'ADDR', 'HELO'])).toEqual([
    'XFORWARD NAME=a+2Bb+3Dc ADDR=[UNAVAILABLE]',
  ]);
  const long = new Map(XFORWARD_ATTRIBUTES.map((name) => [name, 'x'.repeat(255)]));
  const commands = attributeCommands('XFORWARD', long, XFORWARD_ATTRIBUTES);
  expect(Math.max(...commands.map((command) => command.length + 2))).toBeLessThanOrEqual(512);
  expect(commands.join(' ').match(/[A-Z]+=x{255}/g)).toHaveLength(7);
  expect(attributeCommands('XFORWARD', attributes, [])).toEqual([]);
});
