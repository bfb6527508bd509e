/** Cases that verify a message: DKIM by today's rules and by those before RFC 8301, and DomainKeys. */
import { memoryResolver, verify, type SignatureVerdict, type VerifyOptions, type VerifyResult } from 'dkim-core';
import { messageOf, type CorpusCase, type Expected, type ExpectedSignature } from './cases.js';
import { same, type Judge } from './judgement.js';

/** permerror, policy and the neutral of others are one class; "fail" is kept apart from it where nothing else is allowed. */
function classOf(result: string): string {
  return result === 'policy' || result === 'neutral' || result === 'invalid' ? 'permerror' : result;
}

function verdictsOf(entry: CorpusCase, more: Partial<VerifyOptions> = {}): Promise<VerifyResult> {
  const now = entry.options?.['now'];
  return verify(messageOf(entry), {
    resolveTxt: memoryResolver(entry.dns ?? {}),
    now: () => (typeof now === 'number' ? now : 1_700_000_000),
    ...more,
  });
}

type Outcome = { result: string; d: string | null };

function compare(
  found: readonly Outcome[],
  overall: string,
  { overall: wanted, results }: Expected,
): readonly string[] {
  const complaints: string[] = [];
  if (wanted !== undefined) {
    const allowed = new Set([wanted, ...(results ?? []).flatMap(({ accept = [] }) => accept)].map(classOf));
    if (wanted === 'not-pass') complaints.push(...same('pass', overall === 'pass', false));
    else if (!allowed.has(classOf(overall))) complaints.push(...same('the overall result', overall, wanted));
  }
  if (results === undefined) return complaints;
  complaints.push(...same('the number of verdicts', found.length, results.length));
  for (const [index, expected] of results.entries()) {
    const verdict = found[index];
    if (verdict !== undefined) complaints.push(...compareOne(verdict, expected, index));
  }
  return complaints;
}

function compareOne(verdict: Outcome, { result, d, accept = [] }: ExpectedSignature, index: number): readonly string[] {
  const allowed = new Set([result, ...accept].map(classOf));
  const fits = result === 'not-pass' ? verdict.result !== 'pass' : allowed.has(classOf(verdict.result));
  return [
    ...(fits ? [] : same(`result ${index}`, verdict.result, [...allowed].join(' or '))),
    ...(d === undefined ? [] : same(`d= of ${index}`, verdict.d?.toLowerCase(), d.toLowerCase())),
  ];
}

/** By the rules of today; and, where the outcome by RFC 6376 alone is another one, by those as well. */
export const dkimVerify: Judge = async (entry, right) => {
  if (entry.options?.['service'] !== undefined) return { notJudged: 'for another service than mail' };
  const { result, signatures } = await verdictsOf(entry, { domainkeys: false });
  const today = compare(
    signatures.map(({ result: one, domain }) => ({ result: one, d: domain })),
    result,
    right,
  );
  const legacy = entry.rfc6376_legacy;
  if (legacy === undefined || legacy === null) return today;
  const before = await verdictsOf(entry, { domainkeys: false, rsaSha1: 'policy', minRsaBits: 512 });
  const outcomes = before.signatures.map((verdict) => ({ result: legacyResult(verdict), d: verdict.domain }));
  const overall = outcomes.some(({ result: one }) => one === 'pass') ? 'pass' : before.result;
  return [...today, ...compare(outcomes, overall, legacy).map((complaint) => `before RFC 8301: ${complaint}`)];
};

/** rsa-sha1 is computed for archives and never passes; that it fits is what RFC 6376 called a pass. */
function legacyResult({ result, code }: SignatureVerdict): string {
  return code === 'algorithm-historic' && result === 'policy' ? 'pass' : result;
}

/** rfc_today has no verdict of DomainKeys by design: what counts is what the source expects. */
export const domainkeysVerify: Judge = async (entry, right) => {
  const { signatures } = await verdictsOf(entry, { dkim: false });
  const { overall = '', results } = right === entry.rfc_today ? (entry.expect ?? {}) : right;
  const wanted = results?.map(({ result }) => result) ?? [overall];
  return [
    ...same('the number of verdicts', signatures.length, wanted.length),
    ...signatures.flatMap(({ result }, index) =>
      classOf(result) === classOf(wanted[index] ?? '') ? [] : same(`result ${index}`, result, wanted[index]),
    ),
  ];
};
