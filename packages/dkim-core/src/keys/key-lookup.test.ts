import { expect, test } from 'vitest';
import type { TxtAnswer } from '../resolver/txt-resolver.js';
import { lookUpKey } from './key-lookup.js';

const NAME = 'sel._domainkey.example.com';

async function lookUp(answer: TxtAnswer, mode?: 'dkim' | 'domainkeys') {
  const asked: string[] = [];
  const lookup = await lookUpKey(
    NAME,
    async (name) => {
      asked.push(name);
      return answer;
    },
    mode,
  );
  expect(asked).toEqual([NAME]); // S-072: no parent is tried
  return lookup;
}

test.each([
  ['timeout', 'temperror', 'dns-timeout'],
  ['server-failure', 'temperror', 'dns-server-failure'],
  ['no-such-name', 'permerror', 'key-not-found'],
  ['no-such-record', 'permerror', 'key-not-found'],
  ['invalid-name', 'permerror', 'domain-invalid'],
] as const)('S-072, S-087: an answer of %s is %s, %s, and names what was asked', async (status, result, code) => {
  expect(await lookUp({ status })).toMatchObject({ result, code, reason: expect.stringContaining(NAME) });
});

const found = (...records: string[]): TxtAnswer => ({ status: 'found', records });

test('S-074: what is no key record is dropped where a key stands beside it', async () => {
  for (const answer of [found('v=spf1 -all', 'p=AAAA'), found('p=AAAA', 'v=spf1 -all')]) {
    expect(await lookUp(answer)).toMatchObject({ result: 'found', records: [{ publicKey: Buffer.alloc(3) }] });
  }
});

test('S-074: three of several keys at most, the same whatever the order of DNS', async () => {
  const keys = ['p=DDDD', 'p=BBBB', 'p=CCCC', 'p=AAAA'];
  const first = await lookUp(found(...keys));
  expect(
    first.result === 'found' && first.records.map(({ publicKey }) => Buffer.from(publicKey ?? '').toString('base64')),
  ).toEqual(['AAAA', 'BBBB', 'CCCC']);
  expect(await lookUp(found(...keys.toReversed()))).toEqual(first);
});

test('S-074: of several faults the one that came furthest is told', async () => {
  for (const records of [
    ['k=dsa; p=AAAA', 'v=DKIM2; p=AAAA', 'x'],
    ['x', 'v=DKIM2; p=AAAA', 'k=dsa; p=AAAA'],
  ]) {
    expect(await lookUp(found(...records))).toMatchObject({ result: 'permerror', code: 'key-type-unknown' });
  }
  expect(await lookUp(found('x', 'v=DKIM2; p=AAAA'))).toMatchObject({ code: 'key-version' });
});

test('S-086: a text that is no key is told as such, not as a missing key', async () => {
  expect(await lookUp(found('v=spf1 -all'))).toMatchObject({
    result: 'permerror',
    code: 'key-syntax',
    reason: expect.stringMatching(/"v=spf1 -all".*sel\._domainkey\.example\.com/),
  });
});

test('an answer without records is a missing key', async () => {
  expect(await lookUp(found())).toMatchObject({ result: 'permerror', code: 'key-not-found' });
});

test('S-138: g= is read for DomainKeys', async () => {
  expect(await lookUp(found('g=joe; p=AAAA'), 'domainkeys')).toMatchObject({ records: [{ granularity: 'joe' }] });
});

test('a resolver that breaks its word is a server that failed, and the reason says so', async () => {
  const broken = { result: 'temperror', code: 'dns-server-failure', reason: expect.stringContaining('the resolver') };
  expect(await lookUpKey(NAME, () => Promise.reject(new Error('x')))).toMatchObject(broken);
  expect(await lookUp({ status: 'nonsense' } as unknown as TxtAnswer)).toMatchObject(broken);
  await expect(lookUpKey(NAME, undefined as never)).rejects.toMatchObject({ code: 'DKIM_OPTION_INVALID' });
});

test("a resolver's own words are in the reason, escaped", async () => {
  expect(await lookUp({ status: 'timeout', reason: 'no\r\nroute' })).toMatchObject({
    reason: `DNS did not answer in time for ${NAME}: no\\r\\nroute`,
  });
});
