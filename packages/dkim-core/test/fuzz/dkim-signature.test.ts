/** DKIM-Signature fields of strangers: a documented code or a signature whose every part holds what it promises. */
/* oxlint-disable vitest/no-conditional-expect -- what must hold hangs on whether the text could be read; a tally sees to both */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HeaderField } from '../../src/message/header-field.js';
import { parseDkimSignature } from '../../src/tags/dkim-signature.js';
import { bytesOf } from '../mail.js';
import { SIGNATURE_FAULTS } from '../documented-codes.js';
import { hostile, mostly, ONE_LINE, runs, tagList, tally, timeout } from './hostile-input.js';
import { utf8 } from '../utf8.js';

const BH = '2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=';
const VALID = [
  ` v=1; a=rsa-sha256; c=relaxed/simple; d=example.org; s=s1; i=joe@mail.example.org;\r\n\th=from:to:Subject; t=1; x=2; l=7;\r\n\tbh=${BH};\r\n\tb=QUJD REVG\r\n\tR0g=\r\n`,
  `v=1;a=ed25519-sha256;b=YQ;bh=${BH};d=${utf8('b\u00fccher.example')};h=from;s=a.b_c;q=dns/txt;z=From:joe|To:x=20y`,
  ` a=rsa-sha1; v=1; i="a b=40c"@example.org; c=simple; bh=cXVlIGhheSBkZSBudWV2byA=; d=example.org; h=From : From; s=x; b=YQ==; q=a/b:dns/txt;`,
];
const PIECES = [
  'v=1;',
  'a=',
  'b=',
  'bh=',
  'c=',
  'd=',
  'h=',
  'i=',
  'l=',
  'q=',
  's=',
  't=',
  'x=',
  'z=',
  'from',
  'relaxed',
  'rsa-sha256',
  'YQ==',
  BH,
];

/** Lists of tags that are each right or wrong in one way: they come to the later checks. */
const composed = tagList({
  v: mostly('1', ['2', '']),
  a: mostly('rsa-sha256', ['ed25519-sha256', 'RSA-SHA256', 'rsa-sha1', 'x']),
  c: mostly('relaxed/relaxed', ['simple', 'x', 'simple/', '/']),
  d: mostly('example.org', ['', 'org', utf8('b\u00fccher.example'), 'a..b', `${'a.'.repeat(120)}example`]),
  s: mostly('s1', ['', 'a_b', '-', utf8('\u4f8b'), 'a.b', `${'b.'.repeat(30)}c`]),
  h: mostly('from:to', ['to', 'FROM : from', 'from::to', 'from:b\u00e4d', 'to from']),
  i: mostly('joe@example.org', [
    '@a.example.org',
    '@x.example',
    'joe',
    '=40@example.org',
    '"a b"@example.org',
    '@example.org.',
  ]),
  l: mostly('5', ['', '-1', '9'.repeat(76), '9'.repeat(77)]),
  q: mostly('dns/txt', ['dns', 'a/b:dns/txt', '']),
  t: mostly('1', ['x', '999999999999', '1e3']),
  x: mostly('2', ['1', '0', '9999999999999']),
  bh: mostly(BH, ['YQ==', '', '=', BH.slice(0, -1)]),
  b: mostly('YWJj', ['', '=', 'Y', 'Y W J j', 'YWI']),
});
const values = fc.oneof(composed, { weight: 3, arbitrary: hostile(VALID, { pieces: PIECES }) });

function fieldOf(value: string): HeaderField {
  const start = 'DKIM-Signature:';
  return {
    bytes: bytesOf(start + value),
    name: 'DKIM-Signature',
    key: 'dkim-signature',
    valueStart: start.length,
    offset: 0,
  };
}

test('S-098, S-242: any value gives a documented code and one line, or a signature that is whole', { timeout }, () => {
  const seen = tally();
  const property = fc.property(values, (value) => {
    const { facts, parsed } = parseDkimSignature(fieldOf(value));
    expect(facts).toMatchObject({ type: 'dkim', keyBits: null, testing: false, identityField: null });
    if (!parsed.ok) {
      expect(SIGNATURE_FAULTS).toContain(parsed.code);
      expect(parsed.reason).toMatch(ONE_LINE);
      seen.add(parsed.code);
      return;
    }
    seen.add('ok');
    const { domain, selector, keyName, identityDomain, signedFields, bodyHash, algorithm, signature } = parsed.value;
    expect(domain).toMatch(/^[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+$/);
    expect(selector).toMatch(/^[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/);
    expect(keyName).toBe(`${selector}._domainkey.${domain}`);
    expect(keyName.length).toBeLessThanOrEqual(253);
    expect(`.${identityDomain}`.endsWith(`.${domain}`)).toBe(true);
    expect(signedFields).toContain('from');
    for (const name of signedFields) expect(name).toMatch(/^[!-9;-@[-~]+$/);
    expect(bodyHash.length).toBe(algorithm === 'rsa-sha1' ? 20 : 32);
    expect(signature.length).toBeGreaterThan(0);
    const { timestamp, expiration, bodyLength } = parsed.value;
    if (timestamp !== null && expiration !== null) expect(expiration).toBeGreaterThan(timestamp);
    if (bodyLength !== null) expect(bodyLength).toBeGreaterThanOrEqual(0n);
    expect(facts).toMatchObject({ algorithm });
  });
  fc.assert(property, runs(1000));
  expect(seen.of('ok')).toBeGreaterThan(20);
  const late = [
    'tag-value',
    'from-not-signed',
    'identity-outside-domain',
    'query-method-unknown',
    'timestamps-inconsistent',
  ];
  expect(seen.seen()).toEqual(expect.arrayContaining(['tag-syntax', 'tag-missing', 'domain-invalid', ...late]));
});

test('S-063: what the range of b= leaves out is the value of b=, and nothing else hangs on it', { timeout }, () => {
  let whole = 0;
  const property = fc.property(values, (value) => {
    const field = fieldOf(value);
    const { facts, parsed } = parseDkimSignature(field);
    if (!parsed.ok) return;
    whole += 1;
    const { start, end } = parsed.value.signatureRange;
    const text = Buffer.from(field.bytes).toString('latin1');
    expect(text.slice(0, start)).toMatch(/[;:\s]b[ \t\r\n]*=$/);
    expect(text.slice(start, end).replaceAll(/[ \t\r\n]/g, '')).toBe(facts.signature);
    expect(text.slice(end)).toMatch(/^(?:;|(?:\r\n)?$)/);
    const other = `${text.slice(0, start)}QUJDRA==${text.slice(end)}`;
    const again = parseDkimSignature(fieldOf(other.slice(field.valueStart)));
    expect(again.parsed).toEqual({
      ok: true,
      value: { ...parsed.value, signature: Buffer.from('ABCD'), signatureRange: { start, end: start + 8 } },
    });
  });
  fc.assert(property, runs(400));
  expect(whole).toBeGreaterThan(10);
});
