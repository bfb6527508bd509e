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
    notes: [],
  });
  expect(report.message).toMatch(
    /^DKIM verify - fail; message-id=<a@b>, signer=<u[^\r\n]*forged@example\.org>, from=<u@example\.org>$/,
  );
  expect(report.fields).toMatchObject({ result: 'fail', removedResults: 1 });
});

test('S-243: what a stranger wrote is no fact of ours: it cannot close its angles and go on as the next one', () => {
  const forged = 'a>, signer=<@bank.example>, from=<ceo@bank.example';
  const { message } = verifyReport({
    result: 'fail',
    verdicts: [{ ...verdict, identity: `"${forged}"@evil.example` }],
    messageId: forged,
    from: `"${forged}"@evil.example`,
    removedResults: 0,
    decision: `the policy of "${forged}"`,
    notes: [],
  });
  expect(message.match(/[<>]/g)).toHaveLength(6);
  expect(/signer=<([^>]*)>/.exec(message)?.[1]).toMatch(/^"a\\u003e, signer=\\u003c@bank.*@evil\.example$/);
});

test('S-243: a message with thousands of signatures gets a line of bounded length, with their number', () => {
  const verdicts = Array.from({ length: 5000 }, () => verdict);
  const { fields } = verifyReport({
    result: 'fail',
    verdicts,
    messageId: '',
    from: '',
    removedResults: 0,
    decision: '',
    notes: [],
  });
  expect(fields['signatures']).toHaveLength(20);
  expect(fields['moreSignatures']).toBe(4980);
});

test('a DNS failure is a warning', () => {
  const facts = { verdicts: [], messageId: '', from: '', removedResults: 0, decision: '', notes: [] };
  expect(verifyReport({ ...facts, result: 'temperror' }).level).toBe('warn');
  expect(verifyReport({ ...facts, result: 'none' }).level).toBe('info');
});

test('S-101: of thousands of signatures those that were looked at are listed first, and others counted', () => {
  const unread = { ...verdict, result: 'policy', code: 'signature-limit', reason: 'not looked at' } as const;
  const { fields } = verifyReport({
    result: 'fail',
    verdicts: [...Array.from({ length: 1000 }, () => unread), verdict],
    messageId: '',
    from: '',
    removedResults: 0,
    decision: '',
    notes: ['odd\r\nline'],
  });
  expect(fields).toMatchObject({ moreSignatures: 981 });
  expect(fields['signatures']).toHaveLength(20);
  expect(JSON.stringify(fields['signatures'])).toMatch(/^\[{[^}]*"fail"/);
  expect(fields['notes']).toEqual([expect.not.stringMatching(/[\r\n]/)]);
});
