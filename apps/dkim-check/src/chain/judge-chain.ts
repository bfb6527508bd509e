/** What a mail through the chain has shown: facts in, problems out. */
import type { VerifyResult } from 'dkim-core';
import { problem, type Problem } from '../problem.js';

export type ChainFacts = { readonly from: string; readonly to: string } & (
  | { readonly end: 'signer-down'; readonly listen: string; readonly reason: string }
  | { readonly end: 'relay-down'; readonly relay: string; readonly reason: string }
  | { readonly end: 'refused'; readonly server: string; readonly reply: string }
  | {
      readonly end: 'lost';
      readonly seconds: number;
      readonly place: string;
      readonly domain: string;
      readonly nexthop: string;
    }
  | {
      readonly end: 'arrived';
      readonly verdict: VerifyResult;
      /** Fields that came back otherwise, and `body`. */
      readonly changes: readonly string[];
      /** Those of the key records of its signatures. */
      readonly recordProblems: readonly Problem[];
    }
);

export function chainProblems(facts: ChainFacts): readonly Problem[] {
  if (facts.end === 'arrived') return arrivedProblems(facts.from, facts);
  if (facts.end === 'signer-down') {
    return [problem('error', 'signer-down', { listen: facts.listen, reason: facts.reason })];
  }
  if (facts.end === 'relay-down') {
    return [problem('error', 'next-hop-down', { relay: facts.relay, reason: facts.reason })];
  }
  if (facts.end === 'refused') return [problem('error', 'test-refused', { server: facts.server, reply: facts.reply })];
  const { to, seconds, place, domain, nexthop } = facts;
  return [problem('error', 'test-not-returned', { to, seconds, place, domain, nexthop })];
}

function arrivedProblems(
  from: string,
  { verdict, changes, recordProblems }: Extract<ChainFacts, { end: 'arrived' }>,
): readonly Problem[] {
  const signatures = verdict.signatures.filter(({ type }) => type === 'dkim');
  if (signatures.length === 0) return [problem('error', 'arrived-unsigned', { from })];
  const problems: Problem[] = [];
  if (verdict.result !== 'pass') {
    const codes = new Set(signatures.map(({ code }) => code));
    for (const code of ['body-hash-mismatch', 'signature-mismatch'] as const) {
      if (codes.has(code)) problems.push(problem('error', code));
    }
    if (changes.length > 0) problems.push(problem('error', 'changed-on-the-way', { parts: changes.join(', ') }));
  }
  const domain = from.slice(from.lastIndexOf('@') + 1).toLowerCase();
  const passing = signatures.flatMap(({ result, domain: signer }) =>
    result === 'pass' && signer !== null ? [signer] : [],
  );
  if (passing.length > 0 && !passing.some((signer) => isRelated(signer.toLowerCase(), domain))) {
    problems.push(problem('warning', 'not-aligned', { domain, signer: passing.join(', ') }));
  }
  return [...problems, ...recordProblems];
}

/** One is the other, or above it: what DMARC's relaxed mode asks for at least. */
const isRelated = (one: string, other: string): boolean =>
  one === other || one.endsWith(`.${other}`) || other.endsWith(`.${one}`);
