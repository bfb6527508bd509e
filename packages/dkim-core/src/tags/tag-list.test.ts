import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseTagList, readTagList } from './tag-list.js';

const entries = (text: string) => {
  const parsed = parseTagList(text);
  return parsed.ok ? [...parsed.value] : parsed.code;
};

test.each([
  ['a=b', [['a', 'b']]],
  ['a=b;', [['a', 'b']]],
  ['a=b; ', [['a', 'b']]],
  ['a=b;\r\n ', [['a', 'b']]],
  [
    ' a = b ; c\t=\r\n d',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  ['a=', [['a', '']]],
  ['a= ;', [['a', '']]],
  ['a=b=c==', [['a', 'b=c==']]],
  ['a1_B=x', [['a1_B', 'x']]],
  ['a=x\r\n y  z', [['a', 'x\r\n y  z']]],
  ['a=\u00c3\u00bc', [['a', '\u00c3\u00bc']]],
  [
    'A=1;a=2',
    [
      ['A', '1'],
      ['a', '2'],
    ],
  ],
  ['constructor=1; __proto__=2', 'tag-syntax'], // a name begins with a letter
  [
    'constructor=1; toString=2',
    [
      ['constructor', '1'],
      ['toString', '2'],
    ],
  ],
])('S-028, S-030, S-032, S-035: the tags of %j', (text, tags) => {
  expect(entries(text)).toEqual(tags);
});

test.each([
  '',
  ' ',
  ';',
  'a',
  'a;b=c',
  'a=b;;',
  'a=b;;c=d',
  ';a=b',
  '=b',
  '1a=b',
  '_a=b',
  'a-b=c',
  'a b=c',
  'a=b;c',
  'a=\0',
  'a=b\x7f',
  'a=\v',
  'a=b\rc',
  'a=b\nc',
  'a=b\r\nc',
  'a=b\r\n \r\n c',
  'a\n =b',
  'a=b;\n',
  '\u00fc=b',
])('S-028: %j is no tag list', (text) => {
  expect(entries(text)).toBe('tag-syntax');
});

test.each(['d=a.example; d=a.example', 'n=x; n=y', 'p=; p=KEY', 'xyz=1;a=2;xyz=1'])(
  'S-029: %j has a tag twice, which voids it',
  (text) => {
    expect(entries(text)).toBe('tag-repeated');
  },
);

test('S-028: white space in base64 tags has no grammar, elsewhere it has', () => {
  expect(readTagList('b=x\r\n \r\n y; c=1', ['b']).fault).toBe(null);
  expect(readTagList('b=x; c=1\r\n \r\n 2', ['b']).fault).toMatchObject({ code: 'tag-syntax' });
  expect(readTagList('b\r\n \r\n =x', ['b']).fault).toMatchObject({ code: 'tag-syntax' });
});

test('S-098: what can be read is read behind a fault, too; of two values neither', () => {
  const { specs, fault } = readTagList('a=1; broken; d=x; s=1; s=2; t=3; t=3');
  expect(fault).toMatchObject({ code: 'tag-syntax' });
  expect([...specs].map(([name, { value }]) => [name, value])).toEqual([
    ['a', '1'],
    ['d', 'x'],
    ['t', '3'],
  ]);
});

test.each([
  ['b=XX; a=1', ['b=', 'XX', '; a=1']],
  ['a=1; b=XX; c=2', ['a=1; b=', 'XX', '; c=2']],
  ['a=1; b=XX', ['a=1; b=', 'XX', '']],
  ['a=1; b=XX;', ['a=1; b=', 'XX', ';']],
  ['a=1; b =\r\n XX\r\n YY\r\n ; c=2', ['a=1; b =', '\r\n XX\r\n YY\r\n ', '; c=2']],
  ['a=1; b\r\n =XX ', ['a=1; b\r\n =', 'XX ', '']],
  ['bh=1; xb=2; ab=3; B=4; z=x|b=5; b=XX; d=b.b=b', ['bh=1; xb=2; ab=3; B=4; z=x|b=5; b=', 'XX', '; d=b.b=b']],
])('S-063: the value of b= in %j, with the white space around it', (text, parts) => {
  const spec = readTagList(text).specs.get('b');
  const { start, end } = spec ?? { start: 0, end: 0 };
  expect([text.slice(0, start), text.slice(start, end), text.slice(end)]).toEqual(parts);
});

const space = fc.constantFrom('', ' ', '\t', '\r\n ', ' \r\n\t');
const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,6}$/);
const value = fc.stringMatching(/^(?:[!-:<-~](?:[!-:<-~ ]{0,8}[!-:<-~])?)?$/);

test('S-035: white space at every legal place changes nothing', () => {
  const spec = fc.record({ name, value, spaces: fc.tuple(space, space, space, space) });
  fc.assert(
    fc.property(
      fc.uniqueArray(spec, { selector: (one) => one.name, minLength: 1, maxLength: 8 }),
      fc.constantFrom('', ';', ';\r\n '),
      (specs, tail) => {
        const text = specs.map(({ name, value, spaces: [a, b, c, d] }) => {
          const gap = value === '' ? '' : d; // FWS FWS is no FWS
          return `${a}${name}${b}=${value === '' ? '' : c}${value}${gap}`;
        });
        expect(entries(text.join(';') + tail)).toEqual(specs.map(({ name, value }) => [name, value]));
      },
    ),
  );
});

test.each(['=', ';', 'a=', ' \t', '=;', '\r\n ', 'a=b;', '\0', '\u00ff', 'a=1;b', '\r', 'aa'])(
  'S-245: 100 kB of %j take no time',
  (unit) => {
    const start = performance.now();
    parseTagList(unit.repeat(Math.ceil(100_000 / unit.length)));
    expect(performance.now() - start).toBeLessThan(2000);
  },
);
