import { expect, test } from 'vitest';
import {
  isSameDomain,
  isSameOrSubdomain,
  keyRecordName,
  parentDomains,
  parseDomain,
  parseSelector,
  toALabels,
} from './domain-name.js';

const LABEL_63 = 'a'.repeat(63);
const NAME_253 = [LABEL_63, LABEL_63, LABEL_63, 'a'.repeat(61)].join('.');

test.each([
  ['EXAMPLE.com', 'example.com'],
  ['a-b.example', 'a-b.example'],
  ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
  ['b\u00fccher.example', 'xn--bcher-kva.example'],
  ['BU\u0308CHER.example', 'xn--bcher-kva.example'],
  ['fa\u00df.example', 'xn--fa-hia.example'], // UTS 46, non-transitional: not fass
  ['1.2', '1.2'], // no address to us
  [`${LABEL_63}.example`, `${LABEL_63}.example`],
  [NAME_253, NAME_253],
])('S-044, S-120: d=%s is %s', (text, name) => {
  expect(parseDomain(text)).toEqual({ ok: true, value: name });
});

test.each([
  'com',
  '',
  '.',
  'example.com.',
  '-a.example',
  'a-.example',
  '(x).example',
  'a..b',
  '.a.b',
  '[192.0.2.1]',
  'a_b.example',
  'exa mple.com',
  'a/b.example',
  'a%61.example',
  'a.example:25',
  'a@b.example',
  'xn--\u00fc.example',
  '\u00fc\u3002\u00fc.example', // an ideographic full stop is no dot in d=
  `${LABEL_63}a.example`,
  `${NAME_253}a`,
  '\u00fc'.repeat(100_000),
])('S-044, S-120: d=%.40s is refused', (text) => {
  expect(parseDomain(text)).toMatchObject({ ok: false, code: 'domain-invalid' });
});

test.each(['a.b', 'sel_1', '_a', '2024', 'S1', 'xn--bcher-kva'])('S-045: s=%s is a selector', (text) => {
  expect(parseSelector(text)).toEqual({ ok: true, value: text.toLowerCase() });
});

test.each(['', '.a', 'a.', 'a..b', 'a/b', '../x', '*', 'a b', '-a', 'a-', 'a\0b', 'a'.repeat(64)])(
  'S-045: s=%j is refused',
  (text) => {
    expect(parseSelector(text)).toMatchObject({ ok: false, code: 'selector-invalid' });
  },
);

test('S-045, S-120: a U-label in s= goes through IDNA, which may refuse it', () => {
  expect(parseSelector('b\u00fccher')).toEqual({ ok: true, value: 'xn--bcher-kva' });
  expect(parseSelector('\u00fc\ufffd')).toMatchObject({ ok: false, code: 'domain-invalid' });
});

test('S-045, S-072: the name to ask for, up to 253 octets', () => {
  expect(keyRecordName('s1', 'example.org')).toBe('s1._domainkey.example.org');
  const room = 253 - 's._domainkey.'.length;
  const domain = `${NAME_253.slice(0, room - 5)}.abcd`;
  expect(keyRecordName('s', domain)).toBe(`s._domainkey.${domain}`);
  expect(keyRecordName('ss', domain)).toBe(null);
});

test.each([
  ['example.com', 'EXAMPLE.COM', true],
  ['example.com.', 'example.com', true],
  ['xn--bcher-kva.example', 'b\u00fccher.example', true],
  ['fa\u00df.example', 'fass.example', false],
  ['a b', 'a b', false], // no names
  ['', '', false],
])('S-122: %s and %s are one name: %s', (one, other, same) => {
  expect(isSameDomain(one, other)).toBe(same);
});

test.each([
  ['mail.example.com', 'example.com', true],
  ['example.com', 'example.com', true],
  ['badexample.com', 'example.com', false],
  ['com', 'example.com', false],
  ['mail.b\u00fccher.example', 'xn--bcher-kva.example', true],
  ['MAIL.Example.com.', 'example.COM', true],
])('S-050: %s is %s or under it: %s', (name, parent, under) => {
  expect(isSameOrSubdomain(name, parent)).toBe(under);
});

test('parents come nearest first', () => {
  expect(parentDomains('A.b.Example.')).toEqual(['b.example', 'example']);
  expect(parentDomains('example')).toEqual([]);
  expect(parentDomains('no name')).toEqual([]);
});

test('the form for DNS takes single labels and underscores, and nothing that is no name', () => {
  expect(toALabels('_domainkey.Example.org.')).toBe('_domainkey.example.org');
  expect(toALabels('localhost')).toBe('localhost');
  for (const text of ['', '.', 'a..b', 'a b', 'a:25', '[::1]', `${NAME_253}a`]) expect(toALabels(text)).toBe(null);
});
