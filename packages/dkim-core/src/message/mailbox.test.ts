import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAddressList } from './mailbox.js';

const addressesOf = (text: string): string[] => parseAddressList(text).map(({ address }) => address);

test.each([
  [' a@b.example', ['a@b.example']],
  ['Joe <a@b.example>', ['a@b.example']],
  ['<a@b.example>', ['a@b.example']],
  ['"a@b.example" <c@d.example>', ['c@d.example']],
  ['a@b.example <c@d.example>', ['c@d.example']], // not the grammar, seen in the wild
  ['"Doe, Joe" <a@b.example>', ['a@b.example']],
  ['Doe, Joe <a@b.example>', ['a@b.example']],
  ['"say \\"hi\\", <x@y.example>" <a@b.example>', ['a@b.example']],
  ['a@b (c) , d@e', ['a@b', 'd@e']],
  ['(c (nested (deep)) \\) <x@y.example>) a@b.example', ['a@b.example']],
  ['a (x) @ (y) b.example', ['a@b.example']],
  ['<@r.example:a@b.example>', ['a@b.example']],
  ['<@r.example,@s.example:a@b.example>', ['a@b.example']],
  ['undisclosed:;', []],
  ['undisclosed-recipients: ;', []],
  ['Group: a@b.example, "x" <c@d.example>;', ['a@b.example', 'c@d.example']],
  ['Group: a@b.example; , z@z.example', ['a@b.example', 'z@z.example']],
  ['"Gr: oup" : a@b.example ;', ['a@b.example']],
  ['"x\\"@y"@z.example', ['"x\\"@y"@z.example']],
  ['"a b"@c.example', ['"a b"@c.example']],
  ['"joe"."doe"@c.example', ['"joe"."doe"@c.example']],
  ['joe . doe @ c . example', ['joe.doe@c.example']],
  ['joe+tag@c.example', ['joe+tag@c.example']],
  ['=?utf-8?q?a=40b?= <c@d.example>', ['c@d.example']],
  ['Joe\r\n <a@b.example>,\r\n\tSue <c@d.example>', ['a@b.example', 'c@d.example']],
  ['a@b.example,,c@d.example,', ['a@b.example', 'c@d.example']],
  ['j\u00c3\u00bcrgen@b\u00c3\u00bccher.example', ['j\u00fcrgen@b\u00fccher.example']],
])('S-012: the addresses of %j', (text, addresses) => {
  expect(addressesOf(text)).toEqual(addresses);
});

test.each([
  '',
  'x',
  'Joe',
  '<>',
  '@b.example',
  'a@',
  'a b@c.example',
  'a@b@c.example',
  'a@b c.example',
  '<a@b.example',
  '"a@b.example',
  '(a@b.example',
  '"a"b@c.example',
  'a@b..example',
  'a@b/c.example',
  'a@"b.example"',
  'a@[192.0.2.1]',
  '<@r.example a@b.example>',
  'j\u00fcrgen@b.example', // Latin-1: no text
])('S-012: %j holds no address', (text) => {
  expect(addressesOf(text)).toEqual([]);
});

test('S-012: a broken address leaves the others whole', () => {
  expect(addressesOf('x, a@b.example, @y, <c@d.example>')).toEqual(['a@b.example', 'c@d.example']);
});

test('S-012: the parts of an address', () => {
  expect(parseAddressList('Joe <"a@b"@C.example.>')).toEqual([
    { address: '"a@b"@C.example.', localPart: '"a@b"', domain: 'C.example.' },
  ]);
});

test('S-012: what is written as a display name never becomes the address', () => {
  const quoted = fc.string({ unit: fc.constantFrom('a', '@', '<', '>', ',', ':', ';', '(', ')', ' ', '\\"', '\\\\') });
  fc.assert(
    fc.property(quoted, (name) => {
      expect(addressesOf(`"${name}" <c@d.example>`)).toEqual(['c@d.example']);
    }),
  );
});

test.each([
  '(',
  '"',
  '\\',
  '<',
  '>',
  '@',
  ',',
  ':',
  ';',
  'a.',
  '(\\',
  '"\\',
  'a@b,',
  '<@',
  '()',
  '""',
  ' \t',
  '\r\n ',
  'x:',
])('S-245: 100 kB of %j take no time', (unit) => {
  const start = performance.now();
  parseAddressList(unit.repeat(Math.ceil(100_000 / unit.length)));
  expect(performance.now() - start).toBeLessThan(2000);
});
