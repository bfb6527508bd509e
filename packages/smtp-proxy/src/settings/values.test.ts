import { expect, test } from 'vitest';
import {
  parseChoice,
  parseCount,
  parseHostName,
  parseNameserver,
  parseSize,
  parseText,
  parseTime,
  parseYesNo,
} from './values.js';

const refused = { ok: false, reason: expect.any(String) };
const is = (value: unknown): object => ({ ok: true, value });

test('yes and no have several words', () => {
  for (const text of ['yes', '1', 'true', 'on', 'YES']) expect(parseYesNo(text)).toEqual(is(true));
  for (const text of ['no', '0', 'false', 'off', 'No']) expect(parseYesNo(text)).toEqual(is(false));
  for (const text of ['', '2', 'maybe']) expect(parseYesNo(text)).toEqual(refused);
});

test.each([
  ['30', 30],
  ['30s', 30],
  ['5m', 300],
  ['2H', 7200],
  ['1 d', 86_400],
  ['24d', 2_073_600],
])('%s is a time of %d seconds', (text, seconds) => {
  expect(parseTime(text)).toEqual(is(seconds));
});

// 25 days are more than Node's timers can count: they would end at once.
test.each(['', '0', '-1', '1.5', '5w', '5 min', 'm', '25d', '1e3', '9'.repeat(100)])('%j is no time', (text) => {
  expect(parseTime(text)).toEqual(refused);
});

test.each([
  ['0', 0],
  ['100', 100],
  ['256k', 262_144],
  ['10M', 10_485_760],
  ['1 g', 1_073_741_824],
])('%s is a size of %d octets', (text, octets) => {
  expect(parseSize(text)).toEqual(is(octets));
});

test.each(['', '-1', '1.5k', '10MB', '1t', '999999999999999g'])('%j is no size', (text) => {
  expect(parseSize(text)).toEqual(refused);
});

test('a count lies between its limits', () => {
  expect(parseCount(1, 20)('20')).toEqual(is(20));
  for (const text of ['0', '21', '1.0', '', 'x']) expect(parseCount(1, 20)(text)).toEqual(refused);
});

test('a choice is one of its words, in any case, and the message names them', () => {
  expect(parseChoice(['json', 'text'])('JSON')).toEqual(is('json'));
  expect(parseChoice(['json', 'text'])('xml')).toEqual({ ok: false, reason: '"xml" is none of json, text' });
});

test('a text is not empty', () => {
  expect(parseText('x')).toEqual(is('x'));
  expect(parseText('')).toEqual(refused);
});

test.each(['mail.example.org', 'mail', 'a_b.example', '[192.0.2.1]', '[IPv6:2001:db8::1]'])(
  '%s may stand in a greeting (RFC 5321, section 4.1.2)',
  (text) => {
    expect(parseHostName(text)).toEqual(is(text));
  },
);

test.each(['', 'a b', 'a..b', '-a', 'a.', 'mail.example.org\r\n250 x', 'caf\u00e9.example', 'x'.repeat(256)])(
  '%j may not stand in a greeting',
  (text) => {
    expect(parseHostName(text)).toEqual(refused);
  },
);

test.each([
  ['192.0.2.1', '192.0.2.1:53'],
  ['192.0.2.1:5353', '192.0.2.1:5353'],
  ['::1', '::1'],
  ['[::1]:5353', '[::1]:5353'],
])('the name server %s is %s to Node', (text, value) => {
  expect(parseNameserver(text)).toEqual(is(value));
});

test.each(['', 'dns.example', '192.0.2.1:0', '192.0.2.1:65536', '[192.0.2.1]:53', '192.0.2.1:53:53', '[::1'])(
  '%j is no name server',
  (text) => {
    expect(parseNameserver(text)).toEqual(refused);
  },
);
