/** Cases that verify a message: DKIM by today's rules and by those before RFC 8301, and DomainKeys. */
import { isUtf8 } from 'node:buffer';
import {
  fieldsNamed,
  memoryResolver,
  readHeader,
  verify,
  type SignatureVerdict,
  type VerifyOptions,
  type VerifyResult,
} from 'dkim-core';
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

interface Outcome {
  result: string;
  d: string | null;
  s: string | null;
}

function compare(
  found: readonly Outcome[],
  overall: string,
  { overall: wanted, results }: Expected,
): readonly string[] {
  const complaints: string[] = [];
  if (wanted !== undefined) {
    const allowed = new Set([wanted, ...otherOverall(wanted, results ?? [])].map(classOf));
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

/** The overall result may be another one only where all signatures that give it may be judged in another way. */
function otherOverall(wanted: string, results: readonly ExpectedSignature[]): readonly string[] {
  const givers = results.filter(({ result }) => classOf(result) === classOf(wanted));
  const latitudes = givers.map(({ accept = [] }) => accept);
  return latitudes.some(({ length }) => length === 0) ? [] : latitudes.flat();
}

function compareOne(
  verdict: Outcome,
  { result, d, s, accept = [] }: ExpectedSignature,
  index: number,
): readonly string[] {
  const allowed = new Set([result, ...accept].map(classOf));
  const fits = result === 'not-pass' ? verdict.result !== 'pass' : allowed.has(classOf(verdict.result));
  return [
    ...(fits ? [] : same(`result ${index}`, verdict.result, [...allowed].join(' or '))),
    ...(d === undefined ? [] : same(`d= of ${index}`, verdict.d?.toLowerCase(), d.toLowerCase())),
    ...(s === undefined ? [] : same(`s= of ${index}`, verdict.s?.toLowerCase(), s.toLowerCase())),
  ];
}

/** By the rules of today; and, where the outcome by RFC 6376 alone is another one, by those as well. */
export const dkimVerify: Judge = async (entry, right) => {
  if (entry.options?.['service'] !== undefined) return { notJudged: 'for another service than mail' };
  const today = await judgeBy(entry, right, {});
  const legacy = entry.rfc6376_legacy;
  if (legacy === undefined || legacy === null) return today;
  const before = await judgeBy(entry, legacy, { rsaSha1: 'policy', minRsaBits: 512 });
  return [...today, ...before.map((complaint) => `before RFC 8301: ${complaint}`)];
};

/**
 * As the verifier is by default, then with the policies off by which it may refuse what verifies (l=, a second From): then
 * a pass is a pass, and what else is accepted counts no more.
 */
async function judgeBy(entry: CorpusCase, wanted: Expected, rules: Partial<VerifyOptions>): Promise<readonly string[]> {
  const byDefault = await compareUnder(entry, wanted, rules);
  const results = wanted.results ?? [];
  if (!results.some(mayRefusePass)) return byDefault;
  const exact = results.map((expected) => (mayRefusePass(expected) ? withoutLatitude(expected) : expected));
  const accepting = { ...rules, acceptUnsignedBody: true, acceptUnsignedFrom: true };
  const complaints = await compareUnder(entry, { ...wanted, results: exact }, accepting);
  return [...byDefault, ...complaints.map((complaint) => `with unsigned parts accepted: ${complaint}`)];
}

function mayRefusePass({ result, accept = [] }: ExpectedSignature): boolean {
  return result === 'pass' && accept.length > 0;
}

function withoutLatitude(expected: ExpectedSignature): ExpectedSignature {
  return { ...expected, accept: [] };
}

async function compareUnder(
  entry: CorpusCase,
  wanted: Expected,
  rules: Partial<VerifyOptions>,
): Promise<readonly string[]> {
  const { result, signatures } = await verdictsOf(entry, { domainkeys: false, ...rules });
  const outcomes = signatures.map((verdict) => ({
    result: legacyResult(verdict),
    d: verdict.domain,
    s: verdict.selector,
  }));
  const overall = signatures.some((verdict) => legacyResult(verdict) !== verdict.result) ? 'pass' : result;
  return compare(outcomes, overall, withReadableNames(entry, wanted));
}

/** A field that is no UTF-8 has no text that could be told. */
function withReadableNames(entry: CorpusCase, wanted: Expected): Expected {
  const { results } = wanted;
  if (results === undefined) return wanted;
  const fields = fieldsNamed(readHeader(messageOf(entry)), 'dkim-signature');
  const readable = results.map((expected, index) => {
    const field = fields[index];
    if (field === undefined || isUtf8(field.bytes)) return expected;
    return { result: expected.result, accept: expected.accept ?? [] };
  });
  return { ...wanted, results: readable };
}

/** rsa-sha1 is computed for archives, where options ask for it, and never passes; that it fits is what RFC 6376 called a pass. */
function legacyResult({ result, code }: SignatureVerdict): string {
  return code === 'algorithm-historic' && result === 'policy' ? 'pass' : result;
}

/** rfc_today has no verdict of DomainKeys by design: what counts is what the source expects. */
export const domainkeysVerify: Judge = async (entry, right) => {
  const { signatures } = await verdictsOf(entry, { dkim: false });
  const { overall = '', results } = right === entry.rfc_today ? (entry.expect ?? {}) : right;
  const found = signatures.map(({ result, domain, selector }) => ({ result, d: domain, s: selector }));
  return compare(found, overall, { results: results ?? [{ result: overall }] });
};
