import type { SignatureVerdict } from 'dkim-core';
import { expect, test } from 'vitest';
import { refusalOf, type PolicyFinding } from './reject-policy.js';

const facts = {
  type: 'dkim',
  domain: 'example.org',
  selector: 's1',
  identity: '@example.org',
  identityField: null,
  algorithm: 'rsa-sha256',
  canonicalization: 'relaxed/relaxed',
  bodyLength: null,
  keyBits: 2048,
  testing: false,
  signature: 'AAAA',
  warnings: [],
} as const;
const pass: SignatureVerdict = { ...facts, result: 'pass', code: null, reason: null };
const fail: SignatureVerdict = { ...facts, result: 'fail', code: 'body-hash-mismatch', reason: 'the body was changed' };
const temporary: SignatureVerdict = {
  ...facts,
  result: 'temperror',
  code: 'dns-timeout',
  reason: 'DNS did not answer',
};
const revoked: SignatureVerdict = { ...facts, result: 'permerror', code: 'key-revoked', reason: 'the key is revoked' };

const off = { rejectError: 'off', rejectFail: false } as const;
const asks: PolicyFinding = { refuses: true, temporaryFailure: false, reason: 'ADSP of example.org is discardable' };
const unknown: PolicyFinding = { refuses: false, temporaryFailure: true, reason: 'DNS did not answer for ADSP' };

test('S-102: without a reject option nothing is refused', () => {
  expect(refusalOf('fail', [fail], [], off)).toBeNull();
  expect(refusalOf('temperror', [temporary], [], off)).toBeNull();
  expect(refusalOf('permerror', [revoked], [], off)).toBeNull();
});

test('S-103: reject_error answers 450 4.7.5 where DNS failed and no signature passes', () => {
  const settings = { rejectError: 'temporary', rejectFail: false } as const;
  expect(refusalOf('temperror', [fail, temporary], [], settings)?.reply).toEqual({
    code: 450,
    lines: ['4.7.5 DKIM signature d=example.org s=s1: DNS did not answer'],
  });
  expect(refusalOf('pass', [pass, temporary], [], settings)).toBeNull();
  expect(refusalOf('fail', [fail], [], settings)).toBeNull();
  expect(refusalOf('permerror', [revoked], [], settings)).toBeNull();
});

test('S-103: reject_error permerror answers 550 5.7.20 as well, but never for what newer standards may allow', () => {
  const settings = { rejectError: 'permerror', rejectFail: false } as const;
  expect(refusalOf('permerror', [revoked], [], settings)?.reply.code).toBe(550);
  expect(refusalOf('permerror', [revoked], [], settings)?.reply.lines[0]).toMatch(/^5\.7\.20 /);
  const unheardOf: SignatureVerdict = { ...facts, result: 'permerror', code: 'algorithm-unknown', reason: 'a=new' };
  expect(refusalOf('permerror', [unheardOf], [], settings)).toBeNull();
  expect(refusalOf('fail', [fail, revoked], [], settings)).toBeNull();
});

test('RFC 6376, section 3.6.1: nothing is refused for a signature whose key says t=y', () => {
  const settings = { rejectError: 'permerror', rejectFail: false } as const;
  expect(refusalOf('permerror', [{ ...revoked, testing: true }], [], settings)).toBeNull();
});

test('S-148: reject_fail refuses with 550 5.7.1 what the published policy asks to refuse', () => {
  const settings = { rejectError: 'off', rejectFail: true } as const;
  expect(refusalOf('fail', [fail], [asks], settings)?.reply).toEqual({
    code: 550,
    lines: ['5.7.1 ADSP of example.org is discardable'],
  });
  expect(refusalOf('fail', [fail], [unknown], settings)).toBeNull();
  expect(refusalOf('fail', [fail], [unknown], { ...settings, rejectError: 'temporary' })?.reply.code).toBe(450);
});

test('S-243: a hostile domain cannot write into the reply', () => {
  const settings = { rejectError: 'temporary', rejectFail: false } as const;
  const hostile = { ...temporary, domain: 'a\r\n250 OK\r\n\u0000é' + 'x'.repeat(1000) };
  const line = refusalOf('temperror', [hostile], [], settings)?.reply.lines[0] ?? '';
  expect(line).toMatch(/^[\x20-\x7e]+$/);
  expect(line.length).toBeLessThan(500);
});
