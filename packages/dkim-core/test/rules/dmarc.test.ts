/** DMARC, RFC 9989: the record, the walk up the tree, the policy that counts, alignment. The examples are the standard's. */
import { expect, test } from 'vitest';
import {
  alignDmarc,
  dmarcAuthorDomain,
  dmarcRequested,
  evaluateDmarc,
  lookUpDmarcPolicy,
  memoryResolver,
  organizationalDomain,
  parseDmarcRecord,
  readDmarcReportUris,
  readHeader,
  walkDmarcTree,
  type DmarcRecord,
  type MemoryRecords,
} from '../../src/index.js';
import { bytesOf, countingResolver } from '../mail.js';

/** `{ 'example.org': 'p=none' }`: records of v=DMARC1 at `_dmarc` of these domains. */
function dmarcAt(tags: Readonly<Record<string, string>>): MemoryRecords {
  const entries = Object.entries(tags).map(([domain, rest]) => [`_dmarc.${domain}`, { TXT: [`v=DMARC1; ${rest}`] }]);
  return Object.fromEntries(entries) as MemoryRecords;
}

function recordOf(text: string): DmarcRecord {
  const parsed = parseDmarcRecord(text);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.value;
}

test.each([
  { text: 'v=DMARC1', is: true },
  { text: 'v=DMARC1;', is: true },
  { text: 'v\t= DMARC1 ;p=none', is: true },
  { text: 'v=DMARC1; p=none', is: true },
  { text: 'v=dmarc1; p=none', is: false },
  { text: 'V=DMARC1; p=none', is: false },
  { text: ' v=DMARC1; p=none', is: false },
  { text: 'p=none; v=DMARC1', is: false },
  { text: 'v=DMARC1 p=none', is: false },
  { text: 'v=DMARC12; p=none', is: false },
  { text: '"v=DMARC1; p=none"', is: false },
  { text: 'v=spf1 -all', is: false },
  { text: '', is: false },
])('S-167: "$text" is a DMARC record: $is', ({ text, is }) => {
  expect(parseDmarcRecord(text)).toMatchObject(is ? { ok: true } : { ok: false, code: 'dmarc-version' });
});

test('S-167: what a record does not say has its default, and case counts in v= alone', () => {
  expect(recordOf('v=DMARC1; p=none')).toMatchObject({
    policy: 'none',
    subdomainPolicy: null,
    nonexistentPolicy: null,
    requests: 'as-written',
    dkimAlignment: 'relaxed',
    spfAlignment: 'relaxed',
    testing: false,
    publicSuffix: 'u',
    aggregateReports: [],
    failureReports: [],
    failureOptions: ['0'],
    ignored: [],
  });
  const all = 'v=DMARC1; p=REJECT; sp=Quarantine; np=none; adkim=S; aspf=s; t=Y; psd=N; fo=1:d; ruf=mailto:f@b.example';
  expect(recordOf(all)).toMatchObject({
    policy: 'reject',
    subdomainPolicy: 'quarantine',
    nonexistentPolicy: 'none',
    dkimAlignment: 'strict',
    spfAlignment: 'strict',
    testing: true,
    publicSuffix: 'n',
    failureReports: [{ uri: 'mailto:f@b.example', domain: 'b.example' }],
    failureOptions: ['1', 'd'],
    ignored: [],
  });
});

test.each([
  { tags: 'adkim=x', ignored: [{ why: 'value', tag: 'adkim', value: 'x' }] },
  {
    tags: 't=yes; aspf=',
    ignored: [
      { why: 'value', tag: 't' },
      { why: 'value', tag: 'aspf', value: '' },
    ],
  },
  { tags: 'psd=\xe2\x80\x9cy\xe2\x80\x9d', ignored: [{ why: 'value', tag: 'psd' }] },
  { tags: 'bimi=x', ignored: [{ why: 'unknown', tag: 'bimi', value: 'x' }] },
  { tags: 'P=reject', ignored: [{ why: 'unknown', tag: 'P' }] },
  { tags: 'constructor=1', ignored: [{ why: 'unknown', tag: 'constructor' }] },
  { tags: 'some words', ignored: [{ why: 'syntax', value: 'some words' }] },
  { tags: '=x', ignored: [{ why: 'syntax', tag: '', value: 'x' }] },
  { tags: 'a-b=x', ignored: [{ why: 'syntax', tag: 'a-b' }] },
  { tags: 'p=none', ignored: [{ why: 'repeated', tag: 'p', value: 'none' }] },
])('S-167: "$tags" behind p=none has no effect, and is told', ({ tags, ignored }) => {
  const record = recordOf(`v=DMARC1; p=none; ${tags}`);
  expect(record).toMatchObject({ ignored, policy: 'none', dkimAlignment: 'relaxed', publicSuffix: 'u' });
});

test('S-167: a tag that stands twice with two values counts as absent', () => {
  expect(recordOf('v=DMARC1; p=none; p=reject')).toMatchObject({ policy: null, requests: 'unusable' });
});

test.each([
  { tags: 'p=reject', requests: 'as-written', policy: 'reject' },
  { tags: 'rua=mailto:a@b.example', requests: 'none', policy: 'none' },
  { tags: 'p=rejct; rua=mailto:a@b.example', requests: 'none', policy: 'none' },
  { tags: 'p=reject; sp=no; rua=mailto:a@b.example', requests: 'none', policy: 'none' },
  { tags: 'p=reject; np=; rua=https://b.example/x', requests: 'none', policy: 'none' },
  { tags: 'p=reject; sp=no', requests: 'unusable', policy: null },
  { tags: 'p=reject; np=no; rua=a@b.example', requests: 'unusable', policy: null },
  { tags: 'p=reject; sp=no; ruf=mailto:a@b.example', requests: 'unusable', policy: null },
  { tags: '', requests: 'unusable', policy: null },
])('S-168: "v=DMARC1; $tags" counts $requests', async ({ tags, requests, policy }) => {
  expect(recordOf(`v=DMARC1; ${tags}`).requests).toBe(requests);
  const lookup = await lookUpDmarcPolicy('example.org', memoryResolver(dmarcAt({ 'example.org': tags })));
  expect(lookup).toMatchObject(
    policy === null ? { result: 'none', code: 'record-unusable', domain: 'example.org' } : { result: 'found', policy },
  );
});

test('S-168: what rua= and ruf= may name', () => {
  expect(
    readDmarcReportUris(
      'mailto:a@B.example, a@b.example,mailto:c@d.example!10m,mailto:x,mailto:a b@c.d,,https://e.example/',
    ),
  ).toEqual([
    { uri: 'mailto:a@B.example', domain: 'b.example', hasSize: false, fault: null },
    { uri: 'a@b.example', domain: null, hasSize: false, fault: 'scheme' },
    { uri: 'mailto:c@d.example', domain: 'd.example', hasSize: true, fault: null },
    { uri: 'mailto:x', domain: null, hasSize: false, fault: 'address' },
    { uri: 'mailto:a b@c.d', domain: 'c.d', hasSize: false, fault: 'syntax' },
    { uri: 'https://e.example/', domain: null, hasSize: false, fault: null },
  ]);
  expect(readDmarcReportUris('mailto:a@b.example?subject=x@y.example')).toMatchObject([{ domain: 'b.example' }]);
});

test('S-169: the walk of the standard’s example asks exactly eight names', async () => {
  const { resolveTxt, asked } = countingResolver({});
  const { steps } = await walkDmarcTree('a.b.c.d.e.f.g.h.i.j.mail.example.com', resolveTxt);
  expect(asked).toEqual([
    '_dmarc.a.b.c.d.e.f.g.h.i.j.mail.example.com',
    '_dmarc.g.h.i.j.mail.example.com',
    '_dmarc.h.i.j.mail.example.com',
    '_dmarc.i.j.mail.example.com',
    '_dmarc.j.mail.example.com',
    '_dmarc.mail.example.com',
    '_dmarc.example.com',
    '_dmarc.com',
  ]);
  expect(steps.map(({ name, outcome }) => [name, outcome])).toEqual(asked.map((name) => [name, 'none']));
});

test.each([
  { labels: 1, queries: 1 },
  { labels: 2, queries: 2 },
  { labels: 7, queries: 7 },
  { labels: 8, queries: 8 },
  { labels: 9, queries: 8 },
  { labels: 127, queries: 8 },
])('S-169: a name of $labels labels costs $queries questions, the last of them for one label', async (each) => {
  const { resolveTxt, asked } = countingResolver({});
  await walkDmarcTree(
    Array.from({ length: each.labels }, (_, at) => (at === each.labels - 1 ? 'com' : 'a')).join('.'),
    resolveTxt,
  );
  expect([asked.length, asked.at(-1)]).toEqual([each.queries, '_dmarc.com']);
});

const stopped = async (records: MemoryRecords): Promise<readonly string[]> => {
  const { steps } = await walkDmarcTree('a.b.example.com', memoryResolver(records));
  return steps.map(({ outcome }) => outcome);
};

test('S-169, S-167: the walk stops at psd=y and psd=n; other texts and two records count as none', async () => {
  expect(await stopped(dmarcAt({ 'b.example.com': 'p=none; psd=n' }))).toEqual(['none', 'record']);
  expect(await stopped(dmarcAt({ 'a.b.example.com': 'p=none; psd=y' }))).toEqual(['record']);
  expect(
    await stopped({
      ...dmarcAt({ 'a.b.example.com': 'p=none' }),
      '_dmarc.b.example.com': { TXT: ['v=DMARC1; p=none; psd=n', 'v=DMARC1; p=reject'] },
      '_dmarc.example.com': { TXT: ['v=spf1 -all', ['v=DMARC1; p=', 'none; psd=n']] },
    }),
  ).toEqual(['record', 'several', 'record']);
});

const policyOf = async (domain: string, records: MemoryRecords): Promise<object> => {
  const lookup = await lookUpDmarcPolicy(domain, memoryResolver(records));
  if (lookup.result !== 'found') return { result: lookup.result };
  const { domain: at, source, tag, policy } = lookup;
  return { at, source, tag, policy };
};

test.each([
  {
    of: 'its own record',
    tags: { 'a.example.com': 'p=none; sp=reject', 'example.com': 'p=reject' },
    is: { at: 'a.example.com', source: 'author', tag: 'p', policy: 'none' },
  },
  {
    of: 'that of its organization, sp= for a name that exists',
    tags: { 'example.com': 'p=none; sp=quarantine; np=reject' },
    is: { at: 'example.com', source: 'organization', tag: 'sp', policy: 'quarantine' },
  },
  {
    of: 'p= where sp= is absent',
    tags: { 'example.com': 'p=reject; np=none' },
    is: { at: 'example.com', source: 'organization', tag: 'p', policy: 'reject' },
  },
  {
    of: 'that of a public suffix where the organization has none',
    tags: { com: 'p=reject; psd=y; sp=quarantine' },
    is: { at: 'com', source: 'public-suffix', tag: 'sp', policy: 'quarantine' },
  },
  {
    of: 'not that of a public suffix where the organization has one',
    tags: { com: 'p=reject; psd=y', 'example.com': 'p=none' },
    is: { at: 'example.com', source: 'organization', tag: 'p', policy: 'none' },
  },
  { of: 'none', tags: {}, is: { result: 'none' } },
])('S-170: the policy of a.example.com is $of', async ({ tags, is }) => {
  expect(await policyOf('a.example.com', { ...dmarcAt(tags), 'a.example.com': { TXT: [] } })).toEqual(is);
});

const underExampleCom = (tags: string): Promise<object> =>
  policyOf('gone.example.com', dmarcAt({ 'example.com': tags }));

test('S-170: np= counts for a name that does not exist, and sp= where np= is absent', async () => {
  expect(await underExampleCom('p=none; sp=quarantine; np=reject')).toMatchObject({ tag: 'np', policy: 'reject' });
  expect(await underExampleCom('p=none; sp=quarantine')).toMatchObject({ tag: 'sp', policy: 'quarantine' });
  expect(await underExampleCom('p=reject')).toMatchObject({ tag: 'p', policy: 'reject' });
});

test('S-170: a record of the domain itself costs one question, and existence is asked for only where np= counts', async () => {
  const own = countingResolver(dmarcAt({ 'a.example.com': 'p=none; np=reject' }));
  await lookUpDmarcPolicy('a.example.com', own.resolveTxt);
  expect(own.asked).toEqual(['_dmarc.a.example.com']);
  const sp = countingResolver(dmarcAt({ 'example.com': 'p=none' }));
  await lookUpDmarcPolicy('a.example.com', sp.resolveTxt);
  expect(sp.asked).toEqual(['_dmarc.a.example.com', '_dmarc.example.com', '_dmarc.com']);
});

test.each([
  { tags: { 'mail.example.com': '', 'example.com': '' }, is: 'example.com' },
  { tags: { 'mail.example.com': 'psd=n', 'example.com': '' }, is: 'mail.example.com' },
  { tags: { com: 'psd=y' }, is: 'example.com' },
  { tags: { 'example.com': 'psd=y' }, is: 'mail.example.com' },
  { tags: { 'example.com': '', com: 'psd=y' }, is: 'example.com' },
  { tags: { 'a.mail.example.com': 'psd=y', 'example.com': '' }, is: 'a.mail.example.com' },
  { tags: { com: '' }, is: 'com' },
  { tags: {}, is: 'a.mail.example.com' },
])('S-171: with records $tags the organization of a.mail.example.com is $is', async ({ tags, is }) => {
  const records = dmarcAt(Object.fromEntries(Object.entries(tags).map(([name, more]) => [name, `p=none; ${more}`])));
  const walk = await walkDmarcTree('a.mail.example.com', memoryResolver(records));
  expect(organizationalDomain(walk)).toEqual({ result: 'found', domain: is });
});

test('S-171: one label below psd=y is a name that the walk jumped over, where it did', async () => {
  const start = 'a.b.c.d.e.f.g.h.i.j.mail.example.com';
  const walk = await walkDmarcTree(start, memoryResolver(dmarcAt({ 'g.h.i.j.mail.example.com': 'p=none; psd=y' })));
  expect(organizationalDomain(walk)).toEqual({ result: 'found', domain: 'f.g.h.i.j.mail.example.com' });
});

test.each([
  { author: 'example.com', proven: 'example.com', relaxed: true, strict: true },
  { author: 'example.com', proven: 'mail.example.com', relaxed: true, strict: false },
  { author: 'news.example.com', proven: 'mail.example.com', relaxed: true, strict: false },
  { author: 'example.com', proven: 'example.net', relaxed: false, strict: false },
  { author: 'example.com', proven: 'notexample.com', relaxed: false, strict: false },
  { author: 'example.com', proven: 'own.example.com', relaxed: false, strict: false }, // psd=n there
  { author: 'own.example.com', proven: 'example.com', relaxed: false, strict: false },
])('S-172: $proven for an author at $author: relaxed $relaxed, strict $strict', async (each) => {
  const resolveTxt = memoryResolver(dmarcAt({ 'example.com': 'p=none', 'own.example.com': 'p=none; psd=n' }));
  for (const mode of ['relaxed', 'strict'] as const) {
    const { result } = await alignDmarc({ ...each, mode }, resolveTxt);
    expect([mode, result]).toEqual([mode, each[mode] ? 'aligned' : 'not-aligned']);
  }
});

const DKIM_PASS = { type: 'dkim', result: 'pass', domain: 'example.com' } as const;

test.each([
  { of: 'a DKIM pass of its domain', signatures: [DKIM_PASS], spfDomain: null, is: { result: 'pass', by: 'dkim' } },
  {
    of: 'one aligned pass beside others',
    signatures: [
      { ...DKIM_PASS, domain: 'relay.example' },
      { ...DKIM_PASS, domain: 'MAIL.example.com' },
    ],
    spfDomain: 'relay.example',
    is: { result: 'pass', by: 'dkim', domain: 'mail.example.com' },
  },
  { of: 'an SPF pass', signatures: [], spfDomain: 'bounce.example.com', is: { result: 'pass', by: 'spf' } },
  { of: 'nothing', signatures: [], spfDomain: null, is: { result: 'fail' } },
  {
    of: 'passes of others',
    signatures: [{ ...DKIM_PASS, domain: 'x.example' }],
    spfDomain: 'y.example',
    is: { result: 'fail' },
  },
  {
    of: 'a DKIM fail',
    signatures: [{ ...DKIM_PASS, result: 'fail' as const }],
    spfDomain: null,
    is: { result: 'fail' },
  },
  {
    of: 'a DKIM policy',
    signatures: [{ ...DKIM_PASS, result: 'policy' as const }],
    spfDomain: null,
    is: { result: 'fail' },
  },
  {
    of: 'a DomainKeys pass',
    signatures: [{ ...DKIM_PASS, type: 'domainkeys' as const }],
    spfDomain: null,
    is: { result: 'fail' },
  },
])('S-172: a message with $of is $is.result', async ({ signatures, spfDomain, is }) => {
  const { resolveTxt, asked } = countingResolver(dmarcAt({ 'example.com': 'p=reject' }));
  const evidence = { authorDomain: 'example.com', signatures, spfDomain };
  expect(await evaluateDmarc(evidence, resolveTxt)).toMatchObject(is);
  expect(asked.length).toBe(new Set(asked).size); // each name once
});

test('S-172, S-241: signatures of strangers cost no look-up of their domains', async () => {
  const { resolveTxt, asked } = countingResolver(dmarcAt({ 'example.com': 'p=reject' }));
  const signatures = Array.from({ length: 20 }, (_, at) => ({ ...DKIM_PASS, domain: `v${at}.victim.example` }));
  const { result } = await evaluateDmarc({ authorDomain: 'example.com', signatures, spfDomain: null }, resolveTxt);
  expect([result, asked]).toEqual(['fail', ['_dmarc.example.com', '_dmarc.com']]);
});

test('S-172: strict alignment asks for the record and for nothing else', async () => {
  const { resolveTxt, asked } = countingResolver(dmarcAt({ 'example.com': 'p=reject; adkim=s' }));
  const evidence = {
    authorDomain: 'example.com',
    signatures: [{ ...DKIM_PASS, domain: 'a.example.com' }],
    spfDomain: null,
  };
  expect(await evaluateDmarc(evidence, resolveTxt)).toMatchObject({ result: 'fail' });
  expect(asked).toEqual(['_dmarc.example.com']);
});

test.each([
  { tags: 'p=reject', policy: 'reject' },
  { tags: 'p=reject; t=y', policy: 'quarantine' },
  { tags: 'p=quarantine; t=y', policy: 'none' },
  { tags: 'p=none; t=y', policy: 'none' },
  { tags: 'p=reject; pct=0', policy: 'reject' },
  { tags: 'p=reject; pct=5; rf=afrf; ri=86400', policy: 'reject' },
])('S-173: "$tags" is applied as $policy', ({ tags, policy }) => {
  expect(dmarcRequested(recordOf(`v=DMARC1; ${tags}`), 'same-domain')).toMatchObject({ policy });
});

test('S-173: pct=, rf= and ri= are told apart from tags that nobody knows', () => {
  expect(recordOf('v=DMARC1; p=none; pct=0; rf=afrf; ri=1').ignored).toEqual([
    { why: 'historic', tag: 'pct', value: '0' },
    { why: 'historic', tag: 'rf', value: 'afrf' },
    { why: 'historic', tag: 'ri', value: '1' },
  ]);
});

test.each(['SERVFAIL', 'TIMEOUT'] as const)('S-175: %s where it decides is no pass and no fail', async (failure) => {
  const records = { '_dmarc.a.example.com': failure, '_dmarc.example.com': { TXT: ['v=DMARC1; p=reject'] } };
  const resolveTxt = memoryResolver(records);
  expect(await lookUpDmarcPolicy('a.example.com', resolveTxt)).toMatchObject({ result: 'temperror' });
  const evidence = { authorDomain: 'a.example.com', signatures: [DKIM_PASS], spfDomain: null };
  expect(await evaluateDmarc(evidence, resolveTxt)).toMatchObject({
    result: 'temperror',
    reason: expect.stringContaining('_dmarc.a.example.com'),
  });
});

test('S-175: the domain itself decides np=, and an error above decides the organization', async () => {
  const np = { ...dmarcAt({ 'example.com': 'p=none; np=reject' }), 'a.example.com': 'SERVFAIL' } as const;
  expect(await policyOf('a.example.com', np)).toEqual({ result: 'temperror' });
  const above = { ...dmarcAt({ 'example.com': 'p=none' }), '_dmarc.com': 'TIMEOUT' } as const;
  expect(await policyOf('a.example.com', above)).toEqual({ result: 'temperror' });
});

test('S-175: an error that decides nothing does no harm', async () => {
  const records = { ...dmarcAt({ 'example.com': 'p=reject' }), '_dmarc.com': 'TIMEOUT' } as const;
  expect(await policyOf('example.com', records)).toMatchObject({ policy: 'reject' });
  const evidence = { authorDomain: 'example.com', signatures: [DKIM_PASS], spfDomain: 'a.example.com' };
  expect(await evaluateDmarc(evidence, memoryResolver(records))).toMatchObject({ result: 'pass' });
  const unclear = { ...evidence, signatures: [] };
  expect(await evaluateDmarc(unclear, memoryResolver(records))).toMatchObject({ result: 'temperror' });
});

test('S-175: a resolver that breaks its word is an error of DNS; one that is none, the mistake of the caller', async () => {
  expect(await lookUpDmarcPolicy('a.example', () => Promise.reject(new Error('x')))).toMatchObject({
    result: 'temperror',
    reason: expect.stringMatching(/^DNS did not answer for _dmarc\.a\.example: the resolver/),
  });
  for (const call of [
    () => lookUpDmarcPolicy('a.example', null as never),
    () => walkDmarcTree('a.example', null as never),
    () => evaluateDmarc({ authorDomain: 'a.example', signatures: [], spfDomain: null }, null as never),
  ]) {
    await expect(call()).rejects.toMatchObject({ code: 'DKIM_OPTION_INVALID' });
  }
});

test.each([
  { of: 'one address', header: 'From: Joe <joe@Example.ORG>', is: 'example.org' },
  { of: 'two addresses of one domain', header: 'From: a@example.org, b@EXAMPLE.org', is: 'example.org' },
  { of: 'a U-label', header: 'From: a@b\xc3\xbccher.example', is: 'xn--bcher-kva.example' },
  { of: 'no From', header: 'To: a@example.org', is: null },
  { of: 'two From', header: 'From: a@example.org\r\nFrom: b@example.org', is: null },
  { of: 'two domains', header: 'From: a@example.org, b@example.net', is: null },
  { of: 'no address', header: 'From: Undisclosed:;', is: null },
  { of: 'a domain that is none', header: 'From: a@exa"mple', is: null },
])('S-166: the author domain of a message with $of is $is', ({ header, is }) => {
  const domain = dmarcAuthorDomain(readHeader(bytesOf(`${header}\r\n\r\n`)));
  expect(domain).toMatchObject(is === null ? { ok: false, code: 'author-domain' } : { ok: true, value: is });
});
