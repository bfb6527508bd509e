import {
  memoryResolver,
  readHeader,
  type MemoryRecords,
  type MessageHeader,
  type SignatureVerdict,
  type TxtAnswer,
} from 'dkim-core';
import { expect, test } from 'vitest';
import { findPolicies, type PublishedPolicies } from './published-policies.js';

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

const RULES = { maxDomains: 10, domainkeys: true };

async function refuses(
  signatures: readonly SignatureVerdict[],
  records: MemoryRecords,
  of: MessageHeader = header,
): Promise<boolean> {
  const { findings } = await findPolicies({ signatures, header: of }, memoryResolver(records), RULES);
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
  const { findings, adsp } = await findPolicies({ signatures: [open], header }, records, RULES);
  expect(adsp).toBeNull();
  expect(findings.map(({ refuses: asks, temporaryFailure }) => [asks, temporaryFailure])).toEqual([
    [false, true],
    [false, true],
  ]);
});

test('S-084: a key in test mode is not acted on', async () => {
  expect(await refuses([{ ...fail, testing: true }], { ...discardable, ...signsAll })).toBe(false);
});

test('S-148: DNS that does not answer is told apart', async () => {
  const { findings } = await findPolicies({ signatures: [], header }, async () => ({ status: 'timeout' }), RULES);
  expect(findings.map(({ refuses: asks, temporaryFailure }) => [asks, temporaryFailure])).toEqual([
    [false, true],
    [false, true],
  ]);
});

test('a name that DNS cannot be asked for has no policy, and no answer later', async () => {
  const { findings } = await findPolicies({ signatures: [], header }, async () => ({ status: 'invalid-name' }), RULES);
  expect(findings).toEqual([]);
});

test('S-141: nothing is asked where the author signed', async () => {
  const asked: string[] = [];
  const resolve = async (name: string): Promise<TxtAnswer> => {
    asked.push(name);
    return { status: 'no-such-name' };
  };
  expect((await findPolicies({ signatures: [pass], header }, resolve, RULES)).adsp).toBeNull();
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

test.each([10, 3])('S-147, S-241: a From of many addresses costs few questions (%i domains)', async (maxDomains) => {
  const asked: string[] = [];
  const many = headerOf(`From: ${Array.from({ length: 500 }, (_, index) => `a@d${index}.example`).join(', ')}`);
  const resolve = async (name: string): Promise<TxtAnswer> => {
    asked.push(name);
    return { status: 'no-such-record' };
  };
  const { notes } = await findPolicies({ signatures: [], header: many }, resolve, { ...RULES, maxDomains });
  expect(asked).toHaveLength(2 * maxDomains + 1);
  expect(notes).toEqual([
    `From has addresses of 500 domains; the policies of ${maxDomains} were asked for (max_dns_domains)`,
  ]);
});

test('S-143: without looking at DomainKeys signatures their policy is not asked for', async () => {
  const resolve = memoryResolver(signsAll);
  const off = { ...RULES, domainkeys: false };
  expect((await findPolicies({ signatures: [], header }, resolve, off)).findings).toEqual([]);
});

async function adspOf(records: MemoryRecords, of: MessageHeader = header): Promise<PublishedPolicies['adsp']> {
  return (await findPolicies({ signatures: [fail], header: of }, memoryResolver(records), RULES)).adsp;
}

test.each([
  { published: ['dkim=unknown'], result: 'unknown' },
  { published: ['dkim=all'], result: 'fail' },
  { published: ['dkim=discardable'], result: 'discard' },
  { published: ['dkim=new'], result: 'unknown' },
  { published: ['v=spf1 -all'], result: 'none' },
  { published: [], result: 'none' },
  { published: ['dkim=all', 'dkim=unknown'], result: 'permerror' },
])('RFC 5617, section 5.4; S-147: $published gives dkim-adsp=$result', async ({ published, result }) => {
  const records = { 'example.org': { TXT: [] }, '_adsp._domainkey.example.org': { TXT: published } };
  expect(await adspOf(records)).toEqual({ result, author: 'u@example.org' });
});

test('RFC 5617, section 5.4; S-146: a domain that is not there is nxdomain, DNS that does not answer temperror', async () => {
  expect(await adspOf({})).toEqual({ result: 'nxdomain', author: 'u@example.org' });
  expect(await adspOf({ 'example.org': 'SERVFAIL' })).toEqual({ result: 'temperror', author: 'u@example.org' });
});

test('S-147: of several authors the worst result is told, with its address', async () => {
  const records = { ...discardable, 'example.com': { TXT: [] }, '_adsp._domainkey.example.com': { TXT: ['dkim=all'] } };
  const two = headerOf('From: a@example.com, "u x"@example.org, v@example.org');
  expect(await adspOf(records, two)).toMatchObject({ result: 'discard', author: '"u x"@example.org' });
});

test('a message without an address has no policy', async () => {
  expect(await refuses([], { ...discardable, ...signsAll }, headerOf('Subject: x'))).toBe(false);
});
