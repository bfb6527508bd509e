import { memoryResolver, readHeader, type MemoryRecords, type MessageHeader, type SignatureVerdict } from 'dkim-core';
import { expect, test } from 'vitest';
import { findPolicies } from './published-policies.js';

function headerOf(...fields: readonly string[]): MessageHeader {
  return readHeader(Buffer.from(`${fields.join('\r\n')}\r\n\r\n`, 'latin1'));
}

const header = headerOf('From: u@example.org', 'Subject: x');
const pass: SignatureVerdict = {
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
  signature: null,
  warnings: [],
  result: 'pass',
  code: null,
  reason: null,
};
const fail: SignatureVerdict = { ...pass, result: 'fail', code: 'body-hash-mismatch', reason: 'changed' };

async function refuses(
  signatures: readonly SignatureVerdict[],
  records: MemoryRecords,
  of: MessageHeader = header,
): Promise<boolean> {
  const findings = await findPolicies({ signatures, header: of }, memoryResolver(records));
  return findings.some((finding) => finding.refuses);
}

const discardable = { 'example.org': { TXT: [] }, '_adsp._domainkey.example.org': { TXT: ['dkim=discardable'] } };
const signsAll = { '_domainkey.example.org': { TXT: ['o=-; r=postmaster@example.org'] } };

test('S-147, S-148: discardable without a passing signature of exactly the author domain is refused', async () => {
  expect(await refuses([], discardable)).toBe(true);
  expect(await refuses([fail], discardable)).toBe(true);
  expect(await refuses([{ ...pass, domain: 'org.example' }], discardable)).toBe(true);
  expect(await refuses([{ ...pass, domain: 'mail.example.org' }], discardable)).toBe(true);
  expect(await refuses([pass], discardable)).toBe(false);
  expect(await refuses([{ ...pass, domain: 'EXAMPLE.org' }], discardable)).toBe(false);
});

test.each(['dkim=all', 'dkim=unknown', 't=s; dkim=discardable', 'v=spf1 -all'])(
  'S-145, S-148: "%s" refuses nothing',
  async (text) => {
    expect(await refuses([], { ...discardable, '_adsp._domainkey.example.org': { TXT: [text] } })).toBe(false);
  },
);

test('S-143, S-148: o=- refuses without a passing signature of the sender, not with t=y', async () => {
  expect(await refuses([], signsAll)).toBe(true);
  expect(await refuses([{ ...pass, domain: 'other.example', identity: '@other.example' }], signsAll)).toBe(true);
  expect(await refuses([{ ...pass, type: 'domainkeys', identity: 'u@example.org' }], signsAll)).toBe(false);
  expect(await refuses([], { '_domainkey.example.org': { TXT: ['t=y; o=-'] } })).toBe(false);
  expect(await refuses([], { '_domainkey.example.org': { TXT: ['o=~'] } })).toBe(false);
});

test('S-148: a signature of the sender that DNS left open refuses nothing, and is told as temporary', async () => {
  const open: SignatureVerdict = { ...pass, result: 'temperror', code: 'dns-timeout', reason: 'DNS did not answer' };
  const records = memoryResolver({ ...discardable, ...signsAll });
  const findings = await findPolicies({ signatures: [open], header }, records);
  expect(findings.map(({ refuses: asks, temporaryFailure }) => [asks, temporaryFailure])).toEqual([
    [false, true],
    [false, true],
  ]);
});

test('S-084: a key in test mode is not acted on', async () => {
  expect(await refuses([{ ...fail, testing: true }], { ...discardable, ...signsAll })).toBe(false);
});

test('S-148: DNS that does not answer is told apart', async () => {
  const findings = await findPolicies({ signatures: [], header }, async () => ({ status: 'timeout' }));
  expect(findings.map(({ refuses: asks, temporaryFailure }) => [asks, temporaryFailure])).toEqual([
    [false, true],
    [false, true],
  ]);
});

test('a name that DNS cannot be asked for has no policy, and no answer later', async () => {
  expect(await findPolicies({ signatures: [], header }, async () => ({ status: 'invalid-name' }))).toEqual([]);
});

test('S-141: nothing is asked where the author signed', async () => {
  const asked: string[] = [];
  await findPolicies({ signatures: [pass], header }, async (name) => {
    asked.push(name);
    return { status: 'no-such-name' };
  });
  expect(asked).toEqual([]);
});

test('S-147: every author of From is looked at, in every From; one unsigned discardable is enough', async () => {
  const two = headerOf('From: a@example.com, u@example.org');
  expect(await refuses([], discardable, two)).toBe(true);
  expect(await refuses([{ ...pass, domain: 'example.com' }], discardable, two)).toBe(true);
  expect(await refuses([pass], discardable, two)).toBe(false);
  expect(await refuses([], discardable, headerOf('From: a@example.com', 'From: u@example.org'))).toBe(true);
});

test('S-143: the policy asked for is that of Sender, else of From', async () => {
  expect(await refuses([], signsAll, headerOf('From: u@example.org', 'Sender: a@example.com'))).toBe(false);
  expect(await refuses([], signsAll, headerOf('From: a@example.com', 'Sender: u@example.org'))).toBe(true);
  expect(await refuses([], signsAll, headerOf('From: u@example.org', 'Sender: nobody'))).toBe(true);
});

test('S-147: a From of many addresses costs few questions', async () => {
  const asked: string[] = [];
  const many = headerOf(`From: ${Array.from({ length: 500 }, (_, index) => `a@d${index}.example`).join(', ')}`);
  await findPolicies({ signatures: [], header: many }, async (name) => {
    asked.push(name);
    return { status: 'no-such-record' };
  });
  expect(asked.length).toBeLessThanOrEqual(21);
});

test('a message without an address has no policy', async () => {
  expect(await refuses([], { ...discardable, ...signsAll }, headerOf('Subject: x'))).toBe(false);
});
