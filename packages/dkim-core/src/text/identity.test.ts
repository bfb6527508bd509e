import { expect, test } from 'vitest';
import { parseIdentity } from './identity.js';

test.each([
  ['joe@example.org', 'joe', 'example.org'],
  ['@Example.ORG', '', 'example.org'],
  ['x@y@example.org', 'x@y', 'example.org'],
  ['"a b"@example.org', '"a b"', 'example.org'],
  ['m\u00f8x@b\u00fccher.example', 'm\u00f8x', 'xn--bcher-kva.example'],
])('S-050: %s is %s at %s', (text, localPart, domain) => {
  expect(parseIdentity(text)).toEqual({ ok: true, value: { localPart, domain } });
});

test.each([
  'example.org',
  '',
  '@',
  'joe@example.org.',
  'Joe <joe@example.org>',
  'a b@example.org',
  'a\u0001b@example.org',
  '"a\tb"@example.org',
  '"a@example.org',
  'a"b"c"@example.org',
])('S-050: %j is no identity', (text) => {
  expect(parseIdentity(text)).toMatchObject({ ok: false, code: 'tag-value' });
});

test('S-245: 100 kB of quotes and backslashes are refused at once', () => {
  for (const unit of ['"', '\\', '"\\', '""', 'a"', '@']) {
    expect(parseIdentity(`${unit.repeat(100_000 / unit.length)}x"`)).toMatchObject({ ok: false });
  }
});
