import { expect, test } from 'vitest';
import { signingSettings } from './settings.js';

test.each([
  ['7d', 604_800],
  ['1h', 3600],
  ['3600', 3600],
  ['90m', 5400],
  ['3650d', 315_360_000],
])('S-114: expire %s is %i seconds', (text, seconds) => {
  expect(signingSettings.expire.parse(text)).toEqual({ ok: true, value: seconds });
});

test.each(['0', '30', '59m', '-1h', '1w', 'soon', '', '99999999999d', '999999999d', '3651d'])(
  'S-114: expire "%s" is refused',
  (text) => {
    expect(signingSettings.expire.parse(text)).toMatchObject({ ok: false });
  },
);

test('DESIGN: domain lists as people write them', () => {
  for (const text of ['a.example,b.example', 'a.example, b.example', 'A.example ,b.Example,']) {
    expect(signingSettings.domain.parse(text)).toEqual({ ok: true, value: ['a.example', 'b.example'] });
  }
  expect(signingSettings.domain.parse('a b.example')).toEqual({ ok: false, reason: '"a b.example" is no domain name' });
  expect(signingSettings.domain.parse(',')).toMatchObject({ ok: false });
});

test('S-112: oversign takes names or off', () => {
  expect(signingSettings.oversign.parse('OFF')).toEqual({ ok: true, value: [] });
  expect(signingSettings.oversign.parse('From, Subject:To')).toEqual({ ok: true, value: ['from', 'subject', 'to'] });
  expect(signingSettings.oversign.parse('x;y')).toMatchObject({ ok: false });
  expect(signingSettings.oversign.parse('')).toMatchObject({ ok: false });
});

test('DESIGN: sender_fields', () => {
  expect(signingSettings.senderFields.parse('Sender, From')).toEqual({ ok: true, value: ['sender', 'from'] });
  expect(signingSettings.senderFields.parse('reply-to')).toMatchObject({ ok: false });
});

test('DESIGN: yes, 1, true and a bare name are the same', () => {
  const { parse, bare } = signingSettings.signInvalidFrom;
  for (const text of ['yes', '1', 'true', 'YES', bare]) expect(parse(text)).toEqual({ ok: true, value: true });
  for (const text of ['no', '0', 'false']) expect(parse(text)).toEqual({ ok: true, value: false });
  expect(parse('maybe')).toMatchObject({ ok: false });
});
