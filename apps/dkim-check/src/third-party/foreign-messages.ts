/**
 * What other programs and large receivers say of signatures and keys, by pattern. Each has a code of ours: its sentence, fix
 * and longer text are in words/en/foreign.ts and words/en/bounces.ts.
 *
 * Patterns see text in small letters with single blanks. They have no repetition within a repetition: linear in the text.
 */
import type { ExplainedCode } from '../explain/explanations.js';

export type ForeignCode = Extract<ExplainedCode, `foreign-${string}` | `bounce-${string}`>;

export interface ForeignMessage {
  readonly code: ForeignCode;
  readonly pattern: RegExp;
  /** What shows that the same words mean something else here. */
  readonly unless?: RegExp;
  /** Our own codes for the same thing. */
  readonly related: readonly ExplainedCode[];
}

/** Words that name a cause. */
const CAUSES: readonly ForeignMessage[] = [
  {
    code: 'foreign-no-key',
    pattern:
      /\bno key\b|\bkey not found\b|\bno (?:valid )?dkim (?:key )?record|\bdkim (?:key )?record (?:was )?not found|\bcould not find (?:a |any )?(?:valid )?dkim|\bpublic key is not available|\bpublic key: not available|\bpublic key record \(currently\?\) unavailable|\bpubkey unavailable|\bdkim key not available/,
    related: ['key-not-found', 'no-key-explained'],
  },
  {
    code: 'foreign-record-valid',
    pattern: /\bthis is a valid dkim key record|\bvalid dkim (?:key )?record (?:was )?found/,
    unless: /\bno valid/,
    related: ['record-ok-remarks'],
  },
  { code: 'foreign-empty-identity', pattern: /\bheader\.i ?= ?"?@"?(?=[\s;,)'`]|$)/, related: ['domain-invalid'] },
  {
    code: 'foreign-bad-version',
    pattern: /\bbad version\b|\bunsupported dkim version|\bunsupported signature version|\bunknown key version/,
    related: ['key-version', 'version-unsupported'],
  },
  { code: 'foreign-no-modulus', pattern: /\bhas no modulus/, related: ['key-syntax'] },
  {
    code: 'foreign-invalid-public-key',
    pattern:
      /\binvalid public key\b|\bsyntax error in public key|\bpublic key: (?!not available|revoked)|\bkey dns reply corrupt|\bunable to apply public key|\bpublic key record import|\bbad public key/,
    unless: /has no modulus/,
    related: ['key-syntax'],
  },
  {
    code: 'foreign-key-revoked',
    pattern: /\bkey revoked|\bpublic key: revoked|\brevoked key|\bkey was revoked/,
    related: ['key-revoked'],
  },
  { code: 'foreign-multiple-keys', pattern: /\bmultiple keys found|\bmultiple dns replies/, related: ['key-syntax'] },
  {
    code: 'foreign-weak-key',
    pattern: /\bweak[- ]key\b|\bsigning key too small|\bkey too short|\binsecure key/,
    related: ['key-too-short', 'key-weak'],
  },
  { code: 'foreign-zero-bit-key', pattern: /\(0-bit key/, related: ['key-not-found', 'algorithm-unknown'] },
  {
    code: 'foreign-key-timeout',
    pattern: /\bkey query timeout|\bdns timeout|\bdns query timeout|\bkey dns query failed|\bkey retrieval failed/,
    related: ['dns-timeout', 'dns-server-failure'],
  },
  {
    code: 'foreign-body-changed',
    pattern: /\bbody hash did not verify|\bbody has been altered|\bbody hash mismatch|\bwrong body hash/,
    related: ['body-hash-mismatch'],
  },
  {
    code: 'foreign-wrong-key',
    pattern: /\bblock type is not 01|\binvalid padding\b|\bpadding check failed/,
    related: ['signature-mismatch'],
  },
  {
    code: 'foreign-bad-signature',
    pattern:
      /\bsignature did not verify|\bsignature didn.?t verify|\bbad signature\b|\bsignature verification failed|\bheaders rsa verify failed|\bbad rsa signature|\bmessage has been altered/,
    related: ['signature-mismatch'],
  },
  {
    code: 'foreign-bad-format',
    pattern: /\bbad format\b|\bsignature tag missing or invalid/,
    related: ['tag-syntax', 'key-syntax'],
  },
  {
    code: 'foreign-algorithm',
    pattern: /\bunknown signature algorithm|\bsignature algorithm invalid|\bunsupported algorithm|\bweak[- ]algorithm/,
    related: ['algorithm-unknown', 'algorithm-historic'],
  },
  { code: 'foreign-expired', pattern: /\bsignature (?:has |is )?expired/, related: ['signature-expired'] },
  {
    code: 'foreign-not-signed',
    pattern: /\bmessage not signed|\bdkim ?= ?none\b|\br_dkim_na\b/,
    related: ['result-none'],
  },
  { code: 'foreign-hardfail', pattern: /\bdkim ?= ?hardfail/, related: ['result-fail'] },
  { code: 'foreign-spamassassin', pattern: /\b(?:t_)?dkim_invalid\b/, related: ['result-permerror', 'result-fail'] },
  {
    code: 'foreign-opendkim-signs-not',
    pattern: /\bno signing table match|\bexternal host \S{1,253} attempted to send as|\bkey data is not secure/,
    related: [],
  },
  { code: 'foreign-domainkeys', pattern: /\bdomainkeys ?= ?\w/, related: [] },
  { code: 'foreign-dmarc-fail', pattern: /\bdmarc ?= ?fail|\baction ?= ?oreject/, related: [] },
];

/** Results alone: they are explained where nothing beside them names a cause. */
const RESULTS: readonly ForeignMessage[] = [
  {
    code: 'foreign-pass',
    pattern:
      /\bdkim ?[=:]? ?['"\u2018\u2019\u201c\u201d]?pass\b|\bdkim_valid(?:_au|_ef)?\b|\bsignature confirmed good\b/,
    related: ['result-pass'],
  },
  {
    code: 'foreign-fail',
    pattern: /\bdkim ?[=:]? ?['"\u2018\u2019\u201c\u201d]?fail\b|\br_dkim_reject\b/,
    related: ['result-fail'],
  },
  {
    code: 'foreign-neutral',
    pattern: /\bdkim ?[=:]? ?['"\u2018\u2019\u201c\u201d]?neutral\b/,
    related: ['result-permerror', 'result-fail'],
  },
  {
    code: 'foreign-policy',
    pattern: /\bdkim ?[=:]? ?['"\u2018\u2019\u201c\u201d]?policy\b/,
    related: ['result-policy'],
  },
  {
    code: 'foreign-permerror',
    pattern: /\bpermerror\b|\bperm_?fail\b|\bdkim ?= ?invalid\b|\binvalid \(|\br_dkim_permfail\b/,
    related: ['result-permerror'],
  },
  {
    code: 'foreign-temperror',
    pattern: /\btemperror\b|\btemp_?fail\b|\bdkim ?= ?timeout\b|\btmperror\b|\br_dkim_tempfail\b/,
    related: ['result-temperror'],
  },
];

/** What comes back when mail is refused. */
const BOUNCES: readonly ForeignMessage[] = [
  {
    code: 'bounce-dmarc-policy',
    pattern:
      /not accepted due to domain.?s dmarc policy|\b5\.7\.509\b|rejected (?:by|per|due to) dmarc|dmarc policy violation/,
    related: [],
  },
  {
    code: 'bounce-unauthenticated',
    pattern: /\b[45]\.7\.26\b/,
    unless: /dmarc policy/,
    related: ['result-none', 'result-fail'],
  },
  { code: 'bounce-spf', pattern: /\b[45]\.7\.27\b/, unless: /null mx|nullmx/, related: [] },
  {
    code: 'bounce-dkim',
    pattern: /\b[45]\.7\.30\b|\b[45]\.7\.2[012]\b|no valid dkim|dkim unauthenticated mail/,
    unless: /requiretls/,
    related: ['result-none', 'result-fail'],
  },
  { code: 'bounce-alignment', pattern: /\b[45]\.7\.32\b/, related: [] },
  { code: 'bounce-dmarc-missing', pattern: /\b[45]\.7\.40\b/, related: [] },
  { code: 'bounce-microsoft', pattern: /\b5\.7\.515\b/, related: ['result-none', 'result-fail'] },
  {
    code: 'bounce-yahoo',
    pattern: /\b554 5\.7\.9\b|not accepted for policy reasons/,
    related: ['result-none', 'result-fail'],
  },
  { code: 'bounce-dmarc-broken', pattern: /permanent error evaluating dmarc/, related: [] },
];

/** What a text says, causes first: whole mails of bounces and single fields alike. */
export function foreignMessagesIn(text: string): readonly ForeignMessage[] {
  const found = new Set<ForeignMessage>();
  for (const clause of clausesOf(text)) {
    const causes = matching([...CAUSES, ...BOUNCES], clause);
    for (const message of causes.length > 0 ? causes : matching(RESULTS, clause)) found.add(message);
  }
  return [...CAUSES, ...BOUNCES, ...RESULTS].filter((message) => found.has(message));
}

function matching(messages: readonly ForeignMessage[], clause: string): readonly ForeignMessage[] {
  return messages.filter(({ pattern, unless }) => pattern.test(clause) && unless?.test(clause) !== true);
}

/** One for each result of a field; a text without ";" is one. */
function clausesOf(text: string): readonly string[] {
  const folded = text
    .normalize('NFKC') // full-width letters and blanks
    .toLowerCase()
    .replaceAll(/\r?\n[45]\d\d[- ][45]\.\d{1,3}\.\d{1,3} /g, ' ') // the code again on each line of a reply
    .replaceAll(/\s+/g, ' ');
  return folded.split(';');
}
