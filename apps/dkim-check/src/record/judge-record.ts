/**
 * One TXT record, judged as the strictest receiver does: what makes it no key record, what makes its key unusable, and what is
 * merely odd. Pure. RFC 6376, section 3.6.1; RFC 8301, section 3.2; S-239, S-240.
 */
import {
  parseKeyRecord,
  parseTagList,
  publicKeyFacts,
  type KeyRecord,
  type PublicKeyFacts,
  type TagList,
} from 'dkim-core';
import { problem, type Problem } from '../problem.js';
import { foreignOctets } from './foreign-octets.js';
import { mendText } from './record-text.js';

export interface JudgedRecord {
  readonly text: string;
  readonly problems: readonly Problem[];
  /** The tags as they stand there; null where it is no list of tags. */
  readonly tags: TagList | null;
  readonly record: KeyRecord | null;
  readonly key: PublicKeyFacts | null;
}

/** Octets of a record's data. RFC 1035, section 3.2.1. */
export const MAX_RECORD = 65_535;
const LEAST_BITS = 1024;
const GOOD_BITS = 2048;
const LARGE_BITS = 4096;
const KNOWN_FLAGS: ReadonlySet<string> = new Set(['y', 's']);
const KNOWN_HASHES: ReadonlySet<string> = new Set(['sha1', 'sha256']);
const OTHERS: readonly (readonly [string, RegExp])[] = [
  ['SPF', /^v=spf1(?: |$)/i],
  ['DMARC', /^v=DMARC1\b/i],
  ['SPF (Sender ID)', /^spf2\.0\//i],
  ['ADSP', /^dkim=/i],
  ['DomainKeys policy', /^o=[~-]/i],
];
const UPPER_TAG = /(?:^|;)[ \t\r\n]*([VKPTSHGN])[ \t]*=/;
const P_TAG = /(?:^|;)[ \t\r\n]*[pP][ \t\r\n]*=([^;]*)/;
const MAX_SEAMS = 3; // told of; whoever mends those sees the rest
const FWS = /[ \t\r\n]/;
/** A second tag in the value of one: behind a blank, a comma or a colon, or right behind what the value can be. */
const SWALLOWED = /(?:[ \t\r\n,:]|^(?:DKIM1|rsa|ed25519|sha256|email|[ys*]))([vkpthsgn])[ \t]*=[ \t]*[^ \t\r\n=]/i;

/** `strings`: one character an octet. `name`: where they stand; null where they are not published yet. */
export function judgeRecord(strings: readonly string[], name: string | null = null): JudgedRecord {
  const text = strings.join('');
  const { text: mended, problems: textProblems, isPrivate } = mendText(text.slice(0, MAX_RECORD));
  const problems: Problem[] = [...textProblems];
  const none = { text, tags: null, record: null, key: null };
  if (isPrivate) return { ...none, problems };
  if (text.length > MAX_RECORD) return { ...none, problems: [problem('error', 'record-too-long', { n: text.length })] };

  const other = OTHERS.find(([, pattern]) => pattern.test(mended.trimStart()));
  if (other !== undefined) {
    problems.push(problem('error', 'other-record-at-name', { kind: other[0] }));
    return { ...none, problems };
  }
  const upper = UPPER_TAG.exec(mended)?.[1];
  if (upper !== undefined) problems.push(problem('error', 'tag-upper-case', { tag: upper, want: upper.toLowerCase() }));
  const list = parseTagList(mended);
  if (!list.ok && list.code === 'tag-repeated') {
    problems.push(problem('error', 'key-tag-repeated', { tag: repeatedTag(mended) }));
    return { ...none, problems };
  }
  const swallowed = list.ok ? swallowedTag(list.value) : null;
  if (swallowed !== null) {
    problems.push(problem('error', 'semicolon-missing', { tag: swallowed }));
    return { ...none, tags: list.ok ? list.value : null, problems };
  }
  const parsed = parseKeyRecord(mended);
  if (!parsed.ok) {
    // Where the cause is named already, its consequence is no second problem.
    if (problems.length === 0 || parsed.code !== 'key-syntax')
      problems.push(...unreadable(mended, parsed, list.ok ? list.value : null));
    return { ...none, tags: list.ok ? list.value : null, problems };
  }
  const tags = list.ok ? list.value : new Map<string, string>();
  const { value: record } = parsed;
  problems.push(...tagProblems(record, tags, name));
  if (record.publicKey === null) {
    problems.push(problem('error', 'key-revoked'));
    return { text, tags, record, key: null, problems };
  }
  if (FWS.test(tags.get('p') ?? '')) {
    const between = textProblems.length === 0 ? blanksBetween(strings) : [];
    problems.push(...(between.length > 0 ? between : [problem('warning', 'key-white-space')]));
  }
  const key = publicKeyFacts(record.publicKey, record.keyType);
  if (!key.ok) {
    const octets = octetsProblem(Buffer.from(record.publicKey), { record, reason: key.reason, text: mended });
    if (octets.code === 'private-key-published') return { ...none, problems: [octets] }; // nothing of it goes any further
    return { text, tags, record, key: null, problems: [...problems, octets] };
  }
  if (isPaddedWrongly(tags.get('p') ?? '')) problems.push(problem('warning', 'base64-padding'));
  problems.push(...keyProblems(key.value, Buffer.from(record.publicKey)));
  return { text, tags, record, key: key.value, problems };
}

function unreadable(
  text: string,
  fault: { code: 'key-syntax' | 'key-version' | 'key-type-unknown' },
  tags: TagList | null,
): readonly Problem[] {
  if (fault.code === 'key-version') {
    const [first = '', value = ''] = tags?.entries().next().value ?? [];
    const version = `v=${tags?.get('v') ?? ''}`;
    return [
      problem('error', 'key-version', {
        given: first === 'v' ? version : `${first}=${shortened(value)}; ... ${version}`,
      }),
    ];
  }
  if (fault.code === 'key-type-unknown') return [problem('error', 'key-type-unknown')];
  const p = P_TAG.exec(text)?.[1]?.replaceAll(/[ \t\r\n]/g, '');
  if (p === undefined) return [problem('error', 'key-tag-missing')];
  if (/[-_]/.test(p) && /^[A-Za-z0-9_=-]*$/.test(p)) return [problem('error', 'key-base64url')];
  if (/^[A-Za-z0-9+/]+$/.test(p) && p.length % 4 === 1) return [problem('error', 'key-cut', { n: endOfKey(text) })];
  if (tags === null) return [problem('error', 'key-trailing-text', { text: noTag(text) })];
  if (/^[A-Za-z0-9+/]+=+$/.test(p)) return [problem('error', 'base64-padding')];
  const [found] = /[^A-Za-z0-9+/=]/u.exec(p) ?? [];
  if (found !== undefined) return [problem('error', 'key-character', { found })];
  return [problem('error', 'key-syntax')];
}

/** The first piece that is no tag=value. */
function noTag(text: string): string {
  const piece = text.split(';').find((spec) => !/^[ \t\r\n]*[A-Za-z][A-Za-z0-9_]*[ \t\r\n]*=/.test(spec)) ?? text;
  return piece.trim() === '' ? ';;' : shortened(piece.trim());
}

function tagProblems(record: KeyRecord, tags: TagList, name: string | null): readonly Problem[] {
  const problems: Problem[] = [];
  if (!tags.has('v') && !tags.has('V')) problems.push(problem('info', 'version-missing'));
  const unknownHashes = (record.hashes ?? []).filter((hash) => !KNOWN_HASHES.has(hash));
  if (record.hashes !== null && !record.hashes.includes('sha256'))
    problems.push(problem('error', 'key-hash-not-allowed'));
  else if (unknownHashes.length > 0)
    problems.push(problem('info', 'hash-unknown', { hashes: unknownHashes.join(':') }));
  if (!record.services.some((service) => service === '*' || service === 'email')) {
    problems.push(problem('error', 'key-service-not-allowed'));
  }
  if (record.flags.includes('y')) problems.push(problem('warning', 'testing-flag'));
  if (record.flags.includes('s')) {
    const domain = name === null ? 'd=' : name.slice(name.indexOf('._domainkey.') + '._domainkey.'.length);
    problems.push(problem('info', 'strict-flag', { domain }));
  }
  const unknownFlags = record.flags.filter((flag) => !KNOWN_FLAGS.has(flag));
  if (unknownFlags.length > 0) problems.push(problem('info', 'flag-unknown', { flags: unknownFlags.join(':') }));
  const granularity = tags.get('g');
  if (granularity === '') problems.push(problem('warning', 'granularity-empty'));
  else if (granularity !== undefined && granularity !== '*')
    problems.push(problem('warning', 'granularity-set', { value: granularity }));
  return problems;
}

/** Without padding, or with too much or too little of it. */
function isPaddedWrongly(p: string): boolean {
  return p.replaceAll(/[ \t\r\n]/g, '').length % 4 !== 0;
}

/** Where p= ends in the record: there it was cut. */
function endOfKey(text: string): number {
  const match = P_TAG.exec(text);
  return match === null ? text.length : match.index + match[0].length;
}

/** The tag that lost the semicolon before it, small. */
function swallowedTag(tags: TagList): string | null {
  for (const [name, value] of tags) {
    const found = 'vkpths'.includes(name) ? SWALLOWED.exec(value)?.[1] : undefined;
    if (found !== undefined) return found.toLowerCase();
  }
  return null;
}

function repeatedTag(text: string): string {
  const names = text.split(';').map((spec) => spec.slice(0, Math.max(spec.indexOf('='), 0)).trim());
  const seen = new Set<string>();
  for (const name of names) {
    if (name !== '' && seen.has(name)) return name;
    seen.add(name);
  }
  return '';
}

/** The seams of strings that put white space into p=. */
function blanksBetween(strings: readonly string[]): readonly Problem[] {
  const text = strings.join('');
  const end = endOfKey(text);
  const begin = end - (P_TAG.exec(text)?.[1] ?? '').trimStart().length;
  const last = text.slice(0, end).trimEnd().length;
  const problems: Problem[] = [];
  let seam = 0;
  for (const [at, string] of strings.entries()) {
    if (seam > begin && seam < last && FWS.test(text.slice(seam - 1, seam + 1))) {
      problems.push(problem('warning', 'string-blank', { n: at, next: at + 1 }));
    }
    seam += string.length;
  }
  return problems.slice(0, MAX_SEAMS);
}

function shortened(text: string): string {
  return text.length <= 20 ? text : `${text.slice(0, 20)}...`;
}

function octetsProblem(
  octets: Buffer,
  { record, reason, text }: { record: KeyRecord; reason: string; text: string },
): Problem {
  const found = foreignOctets(octets);
  switch (found.kind) {
    case 'private-key':
      return problem('error', 'private-key-published');
    case 'certificate':
      return problem('error', 'key-certificate');
    case 'cut':
      return problem('error', 'key-cut', { n: endOfKey(text) });
    case 'trailing':
      return problem('error', 'key-trailing-octets', { n: found.extra });
    case 'ed25519-wrapped':
      return record.keyType === 'ed25519'
        ? problem('error', 'key-ed25519-wrapped', { want: found.want })
        : problem('error', 'key-type-wrong', { given: record.keyType, want: 'ed25519' });
    case 'unknown':
      break;
  }
  if (record.keyType === 'ed25519' && octets[0] === 0x30 && publicKeyFacts(octets, 'rsa').ok) {
    return problem('error', 'key-type-wrong', { given: 'ed25519', want: 'rsa' });
  }
  return problem('error', 'key-octets-unreadable', { reason });
}

function keyProblems(key: PublicKeyFacts, octets: Buffer): readonly Problem[] {
  if (key.type === 'ed25519') return [];
  const problems: Problem[] = [];
  const { bits, modulus } = key;
  if (bits < LEAST_BITS) problems.push(problem('error', 'key-too-short'));
  else if (bits < GOOD_BITS) problems.push(problem('warning', 'key-small', { bits }));
  else if (bits > LARGE_BITS) problems.push(problem('warning', 'key-large', { bits }));
  if (modulus % 2n === 0n) problems.push(problem('error', 'key-modulus-even'));
  if (!key.isUsableExponent) problems.push(problem('error', 'key-exponent'));
  if (isBare(octets)) problems.push(problem('warning', 'key-bare-rsa'));
  return problems;
}

/** An RSAPublicKey (RFC 8017, A.1.1) begins with an INTEGER, a SubjectPublicKeyInfo with a SEQUENCE. */
function isBare(octets: Buffer): boolean {
  const first = octets[1] ?? 0;
  const head = first < 0x80 ? 2 : 2 + (first & 0x7f);
  return octets[head] === 0x02;
}
