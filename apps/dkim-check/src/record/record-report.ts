/** A selector's key record: asked for, judged, and compared with a private key. */
import { isRecordOfKey, type KeyRecord, type PublicKeyFacts, type SigningKey, type TagList } from 'dkim-core';
import type { Dns, DnsReport } from '../dns/dns.js';
import { problem, type Problem } from '../problem.js';
import { fingerprintOf } from './fingerprint.js';
import { judgeRecord, type JudgedRecord } from './judge-record.js';
import { neighbourProblems, wildcardProblem } from './neighbours.js';

export interface RecordReport {
  /** Null where a text was judged that has no name yet. */
  readonly name: string | null;
  readonly found: boolean;
  /** How DNS answered; null for a text. */
  readonly answer: DnsReport | null;
  /** The text of the record that was judged, one character an octet; null where there is none. */
  readonly text: string | null;
  readonly strings: readonly string[];
  readonly tags: TagList | null;
  readonly record: KeyRecord | null;
  readonly keyType: 'rsa' | 'ed25519' | null;
  readonly keyBits: number | null;
  readonly exponent: bigint | null;
  readonly fingerprint: string | null;
  /** Whether it is the record of the key that was handed in; null where none was. */
  readonly matches: boolean | null;
  readonly problems: readonly Problem[];
}

export const ALGORITHMS = ['rsa-sha256', 'ed25519-sha256', 'rsa-sha1'] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

const MAX_RECORDS = 16; // are looked at; a receiver looks at three
const MAX_PARTS = 4; // their orders are tried

export interface SignatureDemand {
  readonly algorithm?: Algorithm | undefined;
  /** The signature is one of DomainKeys, which knows no other algorithm than rsa-sha1. */
  readonly isDomainKeys?: boolean | undefined;
  /** The domain of i=, where a signature has one. */
  readonly identityDomain?: string | undefined;
}

export interface Demands {
  /** The private key that signs, and what its file is called. */
  readonly key?: { readonly key: SigningKey; readonly file: string } | undefined;
  /** What the key shall verify. */
  readonly signatures?: readonly SignatureDemand[] | undefined;
  /** Seconds since 1970. */
  readonly now: number;
}

export async function recordReport(
  { selector, domain }: { selector: string; domain: string },
  dns: Dns,
  demands: Demands,
): Promise<RecordReport> {
  const name = `${selector}._domainkey.${domain}`;
  const answer = await dns.txt(name);
  if (answer.status !== 'found') {
    return {
      ...nothing(name, answer, demands),
      problems: await absence({ selector, domain, name }, answer, dns, demands),
    };
  }
  const judged = answer.records
    .slice(0, MAX_RECORDS)
    .map((strings) => ({ strings, judged: judgeRecord(strings, name) }));
  // Of several the one that would serve speaks; receivers that try each find it, too.
  const best = judged.find(({ judged: { key } }) => key !== null) ?? judged[0];
  if (best === undefined) return nothing(name, answer, demands);
  const problems: Problem[] = [];
  if (answer.records.length > 1) problems.push(severalProblem(answer.records));
  if (judged.some((one) => one !== best && isPrivate(one.judged))) {
    problems.push(problem('error', 'private-key-published')); // whatever else the other record says
  }
  const [alias] = answer.aliases.slice(-1);
  if (alias !== undefined) problems.push(problem('info', 'alias-followed', { alias }));
  problems.push(...(await wildcardProblem(domain, best.judged, dns)));
  return reportOf({ name, answer, domain, ...best }, demands, problems);
}

/** Records that together are one key are parts of it that were entered one by one; DNS gives them in any order. */
function severalProblem(records: DnsReport['records']): Problem {
  const n = records.length;
  const parts = records.map((strings) => strings.join(''));
  const isSplit =
    n <= MAX_PARTS &&
    parts.every((part) => judgeRecord([part]).key === null) &&
    orders(parts).some((order) => judgeRecord(order).key !== null);
  return isSplit ? problem('error', 'record-split', { n }) : problem('error', 'key-records-several', { n });
}

function orders(parts: readonly string[]): readonly (readonly string[])[] {
  if (parts.length <= 1) return [parts];
  return parts.flatMap((part, at) => orders(parts.toSpliced(at, 1)).map((rest) => [part].concat(rest)));
}

const isPrivate = ({ problems }: JudgedRecord): boolean =>
  problems.some(({ code }) => code === 'private-key-published');

/** The same for a text that is not published yet. */
export function textReport(text: string, demands: Demands): RecordReport {
  return reportOf(
    { name: null, answer: null, domain: null, strings: [text], judged: judgeRecord([text]) },
    demands,
    [],
  );
}

function reportOf(
  {
    name,
    answer,
    domain,
    strings,
    judged,
  }: {
    name: string | null;
    answer: DnsReport | null;
    domain: string | null;
    strings: readonly string[];
    judged: JudgedRecord;
  },
  demands: Demands,
  before: readonly Problem[],
): RecordReport {
  const { record, key, tags, text } = judged;
  const problems = [...before, ...judged.problems];
  const fingerprint = record?.publicKey == null ? null : fingerprintOf(record.publicKey);
  const matches = demands.key === undefined || record === null ? null : isRecordOfKey(record, demands.key.key);
  if (matches === false && demands.key !== undefined && key !== null) {
    problems.push(
      problem('error', 'key-mismatch', {
        name: name ?? 'p=',
        a: fingerprint ?? '',
        b: fingerprintOf(demands.key.key.publicKey),
        keyfile: demands.key.file,
        time: isoTime(demands.now + (answer?.ttl ?? 0)),
      }),
    );
  }
  if (record !== null) {
    const told = new Set(problems.map(({ code }) => code));
    for (const signature of demands.signatures ?? []) {
      for (const found of demandProblems(record, key, domain, signature)) {
        if (!told.has(found.code)) problems.push(found); // one fault of two signatures is one problem
        told.add(found.code);
      }
    }
  }
  return {
    name,
    found: true,
    answer,
    text,
    strings,
    tags,
    record,
    keyType: key?.type ?? record?.keyType ?? null,
    keyBits: key?.bits ?? null,
    exponent: key?.type === 'rsa' ? key.exponent : null,
    fingerprint,
    matches,
    problems,
  };
}

function demandProblems(
  record: KeyRecord,
  key: PublicKeyFacts | null,
  domain: string | null,
  { algorithm, identityDomain, isDomainKeys = false }: SignatureDemand,
): readonly Problem[] {
  const problems: Problem[] = [];
  if (algorithm !== undefined) {
    const [type, hash] = algorithm.split('-');
    if (algorithm === 'rsa-sha1' && !isDomainKeys) problems.push(problem('error', 'algorithm-historic'));
    if (key !== null && key.type !== type) problems.push(problem('error', 'key-algorithm-mismatch'));
    if (isDomainKeys && hash === 'sha1' && record.hashes !== null && !record.hashes.includes('sha1')) {
      problems.push(problem('warning', 'domainkeys-hash')); // RFC 4870 knows no h=, but not every program reads it so
    }
  }
  if (identityDomain !== undefined && domain !== null && record.flags.includes('s') && identityDomain !== domain) {
    problems.push(problem('error', 'identity-not-allowed-by-key'));
  }
  return problems;
}

function nothing(name: string, answer: DnsReport, { key }: Demands): RecordReport {
  return {
    name,
    found: false,
    answer,
    text: null,
    strings: [],
    tags: null,
    record: null,
    keyType: null,
    keyBits: null,
    exponent: null,
    fingerprint: null,
    matches: key === undefined ? null : false,
    problems: [],
  };
}

async function absence(
  place: { selector: string; domain: string; name: string },
  answer: DnsReport,
  dns: Dns,
  { now }: Demands,
): Promise<readonly Problem[]> {
  if (answer.status === 'timeout') return [problem('error', 'dns-timeout')];
  if (answer.status === 'invalid-name') return [problem('error', 'domain-invalid')];
  if (answer.status === 'server-failure') {
    return [problem('error', 'dns-server-failure'), ...(answer.isBogus ? [problem('error', 'dnssec-broken')] : [])];
  }
  const problems = [
    problem('error', 'key-not-found', { domain: place.domain, selector: place.selector }),
    ...(await neighbourProblems(place, dns)),
  ];
  const [alias] = answer.aliases.slice(-1);
  if (alias !== undefined) problems.push(problem('error', 'alias-dangling', { name: place.name, alias }));
  const { negativeTtl } = answer;
  if (negativeTtl !== null) {
    problems.push(problem('info', 'negative-cache', { time: isoTime(now + negativeTtl), n: negativeTtl }));
  }
  return problems;
}

export function isoTime(seconds: number): string {
  return new Date(Math.floor(seconds) * 1000).toISOString().replace('.000Z', 'Z');
}
