import type { SignatureVerdict } from 'dkim-core';
import { expect, test } from 'vitest';
import { verifyReport } from './log-line.js';

const verdict: SignatureVerdict = {
  type: 'dkim',
  domain: 'example.org',
  selector: 's1',
  identity: 'u\r\nforged@example.org',
  identityField: null,
  algorithm: 'rsa-sha256',
  canonicalization: 'relaxed/relaxed',
  bodyLength: null,
  keyBits: 2048,
  testing: false,
  signature: null,
  warnings: [],
  result: 'fail',
  code: 'body-hash-mismatch',
  reason: 'the body was changed',
};

test('reads as the line of DKIMproxy 1.4.1 did; S-243: what a stranger wrote cannot end it', () => {
  const report = verifyReport({
    result: 'fail',
    verdicts: [{ ...verdict, type: 'domainkeys' }, verdict],
    messageId: 'a@b',
    from: 'u@example.org',
    removedResults: 1,
    decision: '',
  });
  expect(report.message).toMatch(
    /^DKIM verify - fail; message-id=<a@b>, signer=<u[^\r\n]*forged@example\.org>, from=<u@example\.org>$/,
  );
  expect(report.fields).toMatchObject({ result: 'fail', removedResults: 1 });
});

test('a DNS failure is a warning', () => {
  const facts = { verdicts: [], messageId: '', from: '', removedResults: 0, decision: '' };
  expect(verifyReport({ ...facts, result: 'temperror' }).level).toBe('warn');
  expect(verifyReport({ ...facts, result: 'none' }).level).toBe('info');
});
