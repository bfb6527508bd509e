import { expect, test } from 'vitest';
import type { Dns, DnsReport, NameServer } from '../dns/dns.js';
import { empty } from '../dns/network-dns.js';
import { fieldsInText } from '../third-party/header-in-text.js';
import { wordsIn } from '../words/words.js';
import { noKeyCauses, type Cause } from './causes.js';
import { gatherEvidence, type NoKeyQuestion } from './evidence.js';

/** 2026-11-25T12:00:00Z */
const NOW = 1_795_608_000;
/** As the blog's author had one: RSA, 1,024 bits. */
const KEY =
  'MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYtIxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/RtdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB';
const SIGNATURE = ' v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.jp; s=sel; h=from; bh=AA==; b=AA==';
const NAME = 'sel._domainkey.example.jp';

const report = (part: Partial<DnsReport>): DnsReport => ({
  ...empty('no-such-name', null, '192.0.2.53'),
  isAuthoritative: true,
  hasAnswered: true,
  ...part,
});
const found = (...records: string[]): DnsReport => report({ status: 'found', records: records.map((text) => [text]) });

interface World extends Partial<Omit<NoKeyQuestion, 'signature'>> {
  /** The value of the field; null: there is no mail. */
  signature?: string | null;
  /** What the resolver says of the name. */
  answer?: DnsReport;
  /** What it says of others. */
  others?: Readonly<Record<string, DnsReport>>;
  absence?: DnsReport;
  /** What each server says of the name by UDP, and its fault by TCP; an empty list: nobody knows the zone. */
  servers?: readonly { answer?: DnsReport; tcpFault?: string }[];
}

const GOOD = found(`t=y; k=rsa; p=${KEY}`);

async function causesIn({
  answer = GOOD,
  others = {},
  absence = report({ negativeTtl: 600 }),
  servers = [{}, {}],
  signature = SIGNATURE,
  ...question
}: World): Promise<readonly Cause[]> {
  const listed: readonly NameServer[] = servers.map((_, at) => ({
    name: `ns${at + 1}.example.jp`,
    address: `192.0.2.${at + 1}`,
  }));
  const of = (server: NameServer): { answer?: DnsReport; tcpFault?: string } => servers[listed.indexOf(server)] ?? {};
  const dns: Dns = {
    servers: ['192.0.2.53'],
    resolveTxt: () => Promise.reject(new Error('nothing here needs it')),
    txt: async (name, server) => {
      if (server !== undefined) return of(server).answer ?? GOOD;
      return name === NAME ? answer : (others[name] ?? absence);
    },
    zoneOf: async () => (servers.length === 0 ? null : { name: 'example.jp', servers: listed, withoutAddress: [] }),
    serialOf: async () => 1,
    tcpFault: async (server) => (typeof server === 'string' ? null : (of(server).tcpFault ?? null)),
  };
  const [field = null] = signature === null ? [] : fieldsInText(`DKIM-Signature:${signature}`);
  const asked = { domain: 'example.jp', selector: 'sel', isIdentityEmpty: false, ...question, signature: field };
  return noKeyCauses(await gatherEvidence(asked, { dns, now: NOW }));
}

const say = wordsIn('en');
async function cause(number: Cause['number'], world: World): Promise<readonly string[]> {
  const it = (await causesIn(world)).find((each) => each.number === number);
  return it === undefined ? [] : [it.answer, ...it.proofs.map((proof) => proof(say))];
}

test('where all is well now, nothing says yes, and only the past is unknown', async () => {
  expect((await causesIn({})).map(({ number, answer }) => `${number} ${answer}`)).toEqual([
    '1 no',
    '2 unknown',
    '3 no',
    '4 no',
    '5 no',
    '6 no',
  ]);
});

test.each([
  { of: 'no such name', answer: report({}), is: 'yes', proof: `${NAME}: no such name (192.0.2.53)` },
  {
    of: 'a name without TXT',
    answer: report({ status: 'no-such-record' }),
    is: 'yes',
    proof: `${NAME}: the name is there, without a TXT record (192.0.2.53)`,
  },
  { of: 'a record', answer: found('p='), is: 'no', proof: `${NAME}: 1 TXT record(s) (192.0.2.53)` },
  {
    of: 'silence',
    answer: report({ status: 'timeout', reason: 'no answer in 5 s' }),
    is: 'unknown',
    proof: `${NAME}: no answer in time (no answer in 5 s) (192.0.2.53)`,
  },
])('1, not at the name: $of is $is', async ({ answer, is, proof }) => {
  expect(await cause(1, { answer })).toEqual([is, proof]);
});

test('1, not at the name: one server that is behind is enough, and is named', async () => {
  expect(await cause(1, { servers: [{}, { answer: report({}) }] })).toEqual([
    'yes',
    `${NAME}: 1 TXT record(s) (192.0.2.53)`,
    'ns2.example.jp (192.0.2.2): no such name',
  ]);
});

test('2, not there then: what is absent now is remembered until a time that is told', async () => {
  expect(await cause(2, { answer: report({ negativeTtl: 3600 }) })).toEqual([
    'yes',
    'It is not there now, either. Whoever asks now remembers that for up to 3600 s, until 2026-11-25T13:00:00Z. [negative-cache]',
  ]);
  expect(await cause(2, { answer: report({}), absence: report({}) }).then(([, proof]) => proof)).toContain(
    'How long this is remembered is unknown',
  );
});

test('2, not there then: what is there now cannot be known of then, but when that ends is', async () => {
  expect(await cause(2, {})).toEqual([
    'unknown',
    'It is there now. Absence is remembered for up to 600 s: if it has just been published, receivers may say "no key" until 2026-11-25T12:10:00Z. [negative-cache]',
  ]);
  expect(await cause(2, { absence: report({}) })).toEqual([
    'unknown',
    expect.stringContaining('It is there now. If it was'),
  ]);
  expect(await cause(2, { answer: report({ status: 'server-failure' }) })).toEqual([
    'unknown',
    'DNS gave no answer now.',
  ]);
});

test.each([
  { of: 'a good key', records: [`p=${KEY}`], is: 'no', proof: 'It reads as a key: rsa, 1024 bits.' },
  { of: 'a key that was withdrawn', records: ['p='], is: 'yes', proof: /\[key-revoked\]$/ },
  { of: 'another version', records: [`v=DKIM2; p=${KEY}`], is: 'yes', proof: /\[key-version\]$/ },
  { of: 'quotation marks', records: [`"p=${KEY}"`], is: 'yes', proof: /\[quotes-in-record\]$/ },
  { of: 'a key that was cut', records: [`p=${KEY.slice(0, 100)}`], is: 'yes', proof: /\[key-cut\]$/ },
  {
    of: 'an Ed25519 key',
    records: ['v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo='],
    is: 'yes',
    proof: /^It is Ed25519: /,
  },
  { of: 'no key at all', records: ['v=spf1 -all'], is: 'yes', proof: /\[other-record-at-name\]$/ },
  { of: 'two records', records: [`p=${KEY}`, 'p='], is: 'yes', proof: /\[key-records-several\]$/ },
])('3, not readable: $of is $is', async ({ records, is, proof }) => {
  const [answer, first] = await cause(3, { answer: found(...records) });
  expect(answer).toBe(is);
  expect(first).toMatch(proof);
});

test('3, not readable: without a record it is unknown', async () => {
  expect(await cause(3, { answer: report({}) })).toEqual(['unknown', 'There is no record to be read.']);
});

test.each([
  {
    of: "the blog's own algorithm",
    signature: SIGNATURE.replace('sha256', 'SHA256'),
    proof: /^a=rsa-SHA256 .* \[algorithm-case\]$/,
  },
  {
    of: "the blog's older field, without a name before its first =",
    signature: '=1; a=rsa-sha1; c=relaxed; d=example.jp; s=sel; h=from; b=AA==',
    proof: '"=1" is not of the form tag=value.',
  },
  { of: 'no version', signature: SIGNATURE.replace('v=1; ', ''), proof: /\[signature-version-missing\]$/ },
  {
    of: 'a fold inside d=',
    signature: SIGNATURE.replace('example.jp', 'example.\r\n jp'),
    proof: / d= .* \[signature-name-folded\]$/,
  },
  { of: 'another version', signature: SIGNATURE.replace('v=1', 'v=DKIM1'), proof: /\[version-unsupported\]$/ },
  { of: 'an empty d=', signature: SIGNATURE.replace('d=example.jp', 'd='), proof: 'd= is missing or empty.' },
  { of: 'Ed25519', signature: SIGNATURE.replace('rsa-', 'ed25519-'), proof: /^It is Ed25519: / },
])('4, an unusual signature: $of is pointed at', async ({ signature, proof }) => {
  const [answer, first] = await cause(4, { signature });
  expect(answer).toBe('yes');
  expect(first).toMatch(proof);
});

test('4, an unusual signature: header.i=@ counts, unless the field is there and usual', async () => {
  expect(await cause(4, { signature: null, isIdentityEmpty: true })).toEqual([
    'yes',
    expect.stringMatching(/^header\.i=@ /),
  ]);
  expect(await cause(4, { isIdentityEmpty: true })).toEqual([
    'unknown',
    expect.stringMatching(/^header\.i=@ /),
    expect.any(String),
  ]);
  expect(await cause(4, { signature: null })).toEqual([
    'unknown',
    'This needs the mail as it arrived: dkim-check verify FILE',
  ]);
  expect(await cause(4, {})).toEqual(['no', 'v=1, a= in small letters, d= in one piece.']);
});

test.each([
  {
    of: 'a dead server',
    part: { answer: report({ status: 'timeout', hasAnswered: false, reason: 'no answer in 6 s' }) },
    proof: 'ns2.example.jp (192.0.2.2) does not answer: no answer in 6 s. [server-silent]',
  },
  {
    of: 'a server that does not serve the zone',
    part: { answer: report({ status: 'no-such-record', isAuthoritative: false }) },
    proof: 'ns2.example.jp (192.0.2.2) does not serve the zone example.jp. [server-lame]',
  },
  {
    of: 'TCP refused',
    part: { tcpFault: 'connection refused' },
    proof: 'ns2.example.jp (192.0.2.2) does not answer over TCP: connection refused. [server-no-tcp]',
  },
] as const)('5, not reachable: $of is named', async ({ part, proof }) => {
  expect(await cause(5, { servers: [{}, part] })).toEqual(['yes', proof]);
});

test('5, not reachable: a resolver that fails is a sign of broken DNSSEC; nobody to ask is unknown', async () => {
  expect(await cause(5, { answer: report({ status: 'server-failure' }) })).toEqual([
    'yes',
    '192.0.2.53: the server failed',
  ]);
  expect(await cause(5, { servers: [] })).toEqual(['unknown', expect.any(String)]);
  expect(await cause(5, {})).toEqual(['no', 'All 2 servers of the zone answered, by UDP and by TCP.']);
});

test('6: what he suspected is said to be none', async () => {
  expect(await cause(6, {})).toEqual([
    'no',
    't=y is there. It changes how a result is used, not whether the key is found.',
    'A key of 1024 bits is found and accepted like a longer one.',
  ]);
  expect(await cause(6, { answer: report({}) })).toEqual(['no']);
});

test('1, not at the name: where it stands instead is told', async () => {
  const [answer, , where] = await cause(1, {
    answer: report({}),
    others: { [`${NAME}.example.jp`]: GOOD },
    servers: [],
  });
  expect([answer, where]).toEqual(['yes', expect.stringMatching(/\[name-doubled\]$/)]);
});

test('S-243: 100 kB of a field, all that an answer of DNS can hold, and a reason are read, and what is shown of them is safe', async () => {
  for (const part of [';', '=', 'a', ' ', '\u001b[2J', 'd=']) {
    const text = part.repeat(100_000 / part.length);
    const causes = await causesIn({
      signature: text,
      answer: report({
        status: 'found',
        records: [[text.slice(0, 60_000)], ...Array.from({ length: 1000 }, () => [part])],
      }),
      servers: Array.from({ length: 13 }, () => ({ tcpFault: '\u001b[2J' })),
    });
    const lines = causes.flatMap(({ proofs }) => proofs.map((proof) => proof(say)));
    expect(lines.length).toBeLessThan(40);
    expect(lines.join('')).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  }
});
