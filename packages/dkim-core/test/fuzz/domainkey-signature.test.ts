/** DomainKey-Signature fields of strangers, and the sender that they stand for. */
/* oxlint-disable vitest/no-conditional-expect -- what must hold hangs on whether the text could be read; a tally sees to both */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { domainkeysSender, rememberingFirstAddress } from '../../src/message/domainkeys-sender.js';
import type { HeaderField } from '../../src/message/header-field.js';
import { readHeader } from '../../src/index.js';
import { parseDomainkeySignature } from '../../src/tags/domainkey-signature.js';
import { bytesOf } from '../mail.js';
import { SIGNATURE_FAULTS } from '../documented-codes.js';
import { hostile, mostly, ONE_LINE, runs, tagList, tally, timeout } from './hostile-input.js';

const VALID = [
  ' a=rsa-sha1; s=brisbane; d=football.example.com;\r\n  c=simple; q=dns; h=From:To;\r\n  b=dydVyOfAKCdLXdJOc9G2q8LoXSlEniSbav+yuU4zGeeruD00lszZ\r\n   VoG4ZHRNiYzR\r\n',
  'b=YQ;d=a.example;s=s',
  ' c=nofws; b = Y Q = =; q=DNS; d=A.example.; s=a.b; a=RSA-SHA1; h=sender : from ;',
];
const PIECES = ['a=', 'b=', 'c=', 'd=', 'h=', 'q=', 's=', 'nofws', 'dns', 'rsa-sha1', 'a.example', 'from'];

/** Lists of tags that are each right or wrong in one way: they come to the later checks. */
const composed = tagList({
  a: mostly('rsa-sha1', ['rsa-sha256', '']),
  b: mostly('YWJj', ['', 'Y', '=', 'YWI']),
  c: mostly('nofws', ['simple', 'relaxed', '']),
  d: mostly('a.example', ['', 'example', 'A.Example', 'a..example', `${'a.'.repeat(120)}example`]),
  h: mostly('from:to', ['to', ':', 'From : from', 'a b']),
  q: mostly('dns', ['dns/txt', '']),
  s: mostly('s', ['', '-', 'a.b', 's_']),
});
const values = fc.oneof(composed, { weight: 2, arbitrary: hostile(VALID, { pieces: PIECES }) });

function fieldOf(value: string): HeaderField {
  const start = 'DomainKey-Signature:';
  return {
    bytes: bytesOf(start + value),
    name: 'DomainKey-Signature',
    key: 'domainkey-signature',
    valueStart: start.length,
    offset: 0,
  };
}

test('S-128: any value gives a documented code and one line, or a signature that is whole', { timeout }, () => {
  const seen = tally();
  const property = fc.property(values, (value) => {
    const { facts, parsed } = parseDomainkeySignature(fieldOf(value));
    expect(facts).toMatchObject({ type: 'domainkeys', identity: null, bodyLength: null });
    if (!parsed.ok) {
      expect(SIGNATURE_FAULTS).toContain(parsed.code);
      expect(parsed.reason).toMatch(ONE_LINE);
      seen.add(parsed.code);
      return;
    }
    seen.add('ok');
    const { domain, selector, keyName, signedFields, signature, canonicalization } = parsed.value;
    expect(domain).toMatch(/^[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+$/);
    expect(keyName).toBe(`${selector}._domainkey.${domain}`);
    expect(keyName.length).toBeLessThanOrEqual(253);
    for (const name of signedFields ?? []) expect(name).toMatch(/^[!-9;-@[-~]+$/);
    expect(signature.length).toBeGreaterThan(0);
    expect(['simple', 'nofws']).toContain(canonicalization);
  });
  fc.assert(property, runs(1000));
  expect(seen.of('ok')).toBeGreaterThan(20);
  const late = ['tag-syntax', 'tag-missing', 'tag-value', 'algorithm-unknown', 'canonicalization-unknown'];
  expect(seen.seen()).toEqual(expect.arrayContaining([...late, 'query-method-unknown', 'domain-invalid']));
});

test('S-132: the sender of any header is an address or a reason, the same when it is remembered', { timeout }, () => {
  const seen = tally();
  const headers = hostile(
    [
      'Sender: Joe <joe@a.example>\r\nFrom: x@b.example\r\n\r\n',
      'From: (c) "a b"@a.example, y@b.example\r\n\r\n',
      'From: x\r\nFrom: y@b.example\r\n\r\n',
    ],
    { pieces: ['Sender: ', 'From: ', '\r\nFrom: ', '<a@b.example>'] },
  );
  const property = fc.property(headers, (text) => {
    const { fields } = readHeader(bytesOf(text));
    const sender = domainkeysSender(fields);
    const addressOf = rememberingFirstAddress();
    for (const below of [fields, fields]) expect(domainkeysSender(below, addressOf)).toEqual(sender);
    if (sender.ok)
      expect(sender.value.mailbox.address).toBe(`${sender.value.mailbox.localPart}@${sender.value.mailbox.domain}`);
    else expect(sender).toMatchObject({ code: 'from-not-signed', reason: expect.stringMatching(ONE_LINE) as string });
    seen.add(sender.ok ? sender.value.field : 'none');
  });
  fc.assert(property, runs(300));
  for (const outcome of ['from', 'sender', 'none']) expect(seen.of(outcome)).toBeGreaterThan(5);
});
