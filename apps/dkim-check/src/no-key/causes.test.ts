import { expect, test } from 'vitest';
import type { DnsReport } from '../dns/dns.js';
import { empty } from '../dns/network-dns.js';
import { wordsIn } from '../words/words.js';
import { noKeyCauses, type Cause } from './causes.js';
import type { NoKeyEvidence, ServerEvidence } from './evidence.js';

/** 2026-11-25T12:00:00Z */
const NOW = 1_795_608_000;
/** The blog's own kind of record; 1,024 bits. */
const KEY =
  'MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYtIxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/RtdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB';
const SIGNATURE = ' v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.jp; s=sel; h=from; bh=AA==; b=AA==';
const NAME = 'sel._domainkey.example.jp';

const report = (part: Partial<DnsReport>): DnsReport => ({
  ...empty('no-such-name', null, '192.0.2.53'),
  isAuthoritative: true,
  ...part,
});
const found = (...records: string[]): DnsReport => report({ status: 'found', records: records.map((text) => [text]) });
const server = (number: number, part: Partial<ServerEvidence> = {}): ServerEvidence => ({
  server: { name: `ns${number}.example.jp`, address: `192.0.2.${number}` },
  answer: found(`p=${KEY}`),
  tcpFault: null,
  ...part,
});

const evidence = (part: Partial<NoKeyEvidence>): NoKeyEvidence => ({
  domain: 'example.jp',
  selector: 'sel',
  name: NAME,
  answer: found(`t=y; k=rsa; p=${KEY}`),
  absence: report({ negativeTtl: 600 }),
  servers: [server(1), server(2)],
  signature: SIGNATURE,
  isIdentityEmpty: false,
  now: NOW,
  ...part,
});

const say = wordsIn('en');
const cause = (number: Cause['number'], part: Partial<NoKeyEvidence>): readonly string[] => {
  const it = noKeyCauses(evidence(part)).find((each) => each.number === number);
  return it === undefined ? [] : [it.answer, ...it.proofs.map((proof) => proof(say))];
};

test('where all is well now, nothing says yes, and only the past is unknown', () => {
  expect(noKeyCauses(evidence({})).map(({ number, answer }) => `${number} ${answer}`)).toEqual([
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
])('1, not at the name: $of is $is', ({ answer, is, proof }) => {
  expect(cause(1, { answer })).toEqual([is, proof]);
});

test('1, not at the name: one server that is behind is enough, and is named', () => {
  expect(cause(1, { servers: [server(1), server(2, { answer: report({}) })] })).toEqual([
    'yes',
    `${NAME}: 1 TXT record(s) (192.0.2.53)`,
    'ns2.example.jp [192.0.2.2]: no such name',
  ]);
});

test('2, not there then: what is absent now is remembered until a time that is told', () => {
  expect(cause(2, { answer: report({ negativeTtl: 3600 }) })).toEqual([
    'yes',
    'It is not there now, either. Whoever asks now remembers that for up to 3600 s, until 2026-11-25T13:00:00.000Z. [negative-cache]',
  ]);
  expect(cause(2, { answer: report({}), absence: report({}) })[1]).toContain('How long this is remembered is unknown');
});

test('2, not there then: what is there now cannot be known of then, but when that ends is', () => {
  expect(cause(2, {})).toEqual([
    'unknown',
    'It is there now. Absence is remembered for up to 600 s: if it has just been published, receivers may say "no key" until 2026-11-25T12:10:00.000Z. [negative-cache]',
  ]);
  expect(cause(2, { absence: report({}) })).toEqual(['unknown', expect.stringContaining('It is there now. If it was')]);
  expect(cause(2, { answer: report({ status: 'server-failure' }) })).toEqual(['unknown', 'DNS gave no answer now.']);
});

test.each([
  { of: 'a good key', records: [`p=${KEY}`], is: 'no', proof: 'It reads as a key: rsa.' },
  { of: 'a key that was withdrawn', records: ['p='], is: 'yes', proof: /\[key-revoked\]$/ },
  { of: 'another version', records: [`v=DKIM2; p=${KEY}`], is: 'yes', proof: /\[key-version\]$/ },
  { of: 'quotation marks', records: [`"p=${KEY}"`], is: 'yes', proof: /\[key-syntax\]$/ },
  { of: 'no key at all', records: ['v=spf1 -all'], is: 'yes', proof: /\[key-syntax\]$/ },
  { of: 'two records', records: [`p=${KEY}`, 'p='], is: 'yes', proof: '2 records stand at the name; one is right.' },
])('3, not readable: $of is $is', ({ records, is, proof }) => {
  const [answer, first] = cause(3, { answer: found(...records) });
  expect(answer).toBe(is);
  expect(first).toMatch(proof);
});

test('3, not readable: without a record it is unknown', () => {
  expect(cause(3, { answer: report({}) })).toEqual(['unknown', 'There is no record to be read.']);
});

test.each([
  {
    of: "the blog's own algorithm",
    signature: SIGNATURE.replace('sha256', 'SHA256'),
    proof: 'a=rsa-SHA256 has capitals.',
  },
  {
    of: "the blog's older field, without a name before its first =",
    signature: '=1; a=rsa-sha1; c=relaxed; d=example.jp; s=sel; h=from; b=AA==',
    proof: '"=1" is not of the form tag=value.',
  },
  { of: 'no version', signature: SIGNATURE.replace('v=1; ', ''), proof: 'v=1 is missing.' },
  {
    of: 'a fold inside d=',
    signature: SIGNATURE.replace('example.jp', 'example.\r\n jp'),
    proof: 'd= has white space or a fold inside.',
  },
  { of: 'an empty d=', signature: SIGNATURE.replace('d=example.jp', 'd='), proof: 'd= is missing or empty.' },
  { of: 'Ed25519', signature: SIGNATURE.replace('rsa-', 'ed25519-'), proof: /^It is an Ed25519 signature/ },
])('4, an unusual signature: $of is pointed at', ({ signature, proof }) => {
  const [answer, first] = cause(4, { signature });
  expect(answer).toBe('yes');
  expect(first).toMatch(proof);
});

test('4, an unusual signature: header.i=@ counts, unless the field is there and usual', () => {
  expect(cause(4, { signature: null, isIdentityEmpty: true })).toEqual(['yes', expect.stringMatching(/^header\.i=@ /)]);
  expect(cause(4, { isIdentityEmpty: true })[0]).toBe('unknown');
  expect(cause(4, { signature: null })).toEqual([
    'unknown',
    'This needs the mail as it arrived: dkim-check verify FILE',
  ]);
  expect(cause(4, {})).toEqual(['no', 'v=1, a= in small letters, d= in one piece.']);
});

test.each([
  {
    of: 'a dead server',
    part: { answer: report({ status: 'timeout' }) },
    proof: 'ns2.example.jp [192.0.2.2]: no answer in time',
  },
  {
    of: 'a server that does not serve the zone',
    part: { answer: report({ status: 'no-such-record', isAuthoritative: false }) },
    proof: 'ns2.example.jp [192.0.2.2]: it answers, but does not serve the zone',
  },
  {
    of: 'TCP refused',
    part: { tcpFault: 'connection refused' },
    proof: 'ns2.example.jp [192.0.2.2]: no answer by TCP (connection refused)',
  },
] as const)('5, not reachable: $of is named', ({ part, proof }) => {
  expect(cause(5, { servers: [server(1), server(2, part)] })).toEqual(['yes', proof]);
});

test('5, not reachable: a resolver that fails is a sign of broken DNSSEC; nobody to ask is unknown', () => {
  expect(cause(5, { answer: report({ status: 'server-failure' }) })).toEqual(['yes', '192.0.2.53: the server failed']);
  expect(cause(5, { servers: null })[0]).toBe('unknown');
  expect(cause(5, {})).toEqual(['no', 'All 2 servers of the zone answered, by UDP and by TCP.']);
});

test('6: what he suspected is said to be none', () => {
  expect(cause(6, {})).toEqual(['no', 't=y is there. It changes how a result is used, not whether the key is found.']);
  expect(cause(6, { answer: found(`p=${KEY}`) })).toEqual(['no']);
});

test('S-243: 100 kB of a field, a record and a reason are read, and what is shown of them is safe', () => {
  for (const part of [';', '=', 'a', ' ', '\u001b[2J', 'd=']) {
    const text = part.repeat(100_000 / part.length);
    const causes = noKeyCauses(
      evidence({
        signature: text,
        answer: report({ status: 'found', records: Array.from({ length: 1000 }, () => [text]) }),
        servers: [server(1, { tcpFault: '\u001b[2J' })],
      }),
    );
    const lines = causes.flatMap(({ proofs }) => proofs.map((proof) => proof(say)));
    expect(lines.length).toBeLessThan(40);
    expect(lines.join('')).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  }
});
