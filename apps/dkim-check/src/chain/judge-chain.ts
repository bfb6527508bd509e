/** What a mail through the chain has shown: facts in, problems out. */
import type { VerifyResult } from 'dkim-core';
import { problem, type Problem } from '../problem.js';
import type { Planned } from './chain-file.js';
import { isOfPlan, timesPlanned } from './makers.js';

export type ChainFacts = { readonly from: string; readonly to: string } & (
  | { readonly end: 'signer-down'; readonly listen: string; readonly reason: string }
  | { readonly end: 'relay-down'; readonly relay: string; readonly reason: string }
  | { readonly end: 'refused'; readonly server: string; readonly reply: string }
  | {
      readonly end: 'lost';
      readonly seconds: number;
      readonly place: string;
      /** Who took it last, and in which words. */
      readonly hop: string;
      readonly reply: string;
      readonly nexthop: string;
    }
  /** To somebody's mailbox, where we do not see it. */
  | { readonly end: 'sent'; readonly reply: string }
  | { readonly end: 'lost-direct'; readonly seconds: number; readonly relay: string; readonly reply: string }
  | {
      readonly end: 'arrived';
      readonly verdict: VerifyResult;
      /** What the file says for this sender. */
      readonly planned: readonly Planned[];
      readonly planProblems: readonly Problem[];
      /** The keys for it could be read and used. */
      readonly canSign: boolean;
      readonly hasClosedKeys: boolean;
      /** By which service of Postfix it came in, and where that has to lead; null where it was given to the signer. */
      readonly passedBy: { readonly service: string; readonly listen: string } | null;
      /** Fields that came back otherwise, and `body`. */
      readonly changes: readonly string[];
      /** Whether DMARC counts a signature that passes; null where none does, or nobody knows. */
      readonly isAligned: boolean | null;
      /** Those of the key records of its signatures. */
      readonly recordProblems: readonly Problem[];
      /** The key files whose record DNS has. */
      readonly fitting: readonly string[];
    }
);

export type Arrived = Extract<ChainFacts, { end: 'arrived' }>;

export function chainProblems(facts: ChainFacts): readonly Problem[] {
  const { end, to } = facts;
  if (end === 'arrived') return arrivedProblems(facts);
  if (end === 'signer-down') return [problem('error', 'signer-down', { listen: facts.listen, reason: facts.reason })];
  if (end === 'relay-down') return [problem('error', 'next-hop-down', { relay: facts.relay, reason: facts.reason })];
  if (end === 'refused') return [problem('error', 'test-refused', { server: facts.server, reply: facts.reply })];
  if (end === 'lost-direct') {
    const { relay, seconds, reply } = facts;
    return [problem('error', 'test-gone-elsewhere', { relay, seconds, reply })];
  }
  if (end === 'sent') return [problem('info', 'test-sent', { to, reply: facts.reply })];
  const { seconds, place, hop, reply, nexthop } = facts;
  return [problem('error', 'test-not-returned', { to, seconds, place, hop, reply, nexthop })];
}

function arrivedProblems(facts: Arrived): readonly Problem[] {
  const { from, verdict, changes, isAligned, recordProblems, hasClosedKeys } = facts;
  const signatures = verdict.signatures.filter(({ type }) => type === 'dkim');
  if (signatures.length === 0) return unsigned(facts);
  const problems: Problem[] = [...makerProblems(facts)];
  if (verdict.result !== 'pass') {
    const codes = new Set(signatures.map(({ code }) => code));
    if (codes.has('body-hash-mismatch')) problems.push(problem('error', 'body-hash-mismatch'));
    const otherKey = codes.has('signature-mismatch') ? otherKeyProblems(facts) : [];
    problems.push(...otherKey);
    const isKeyKnown = otherKey.length > 0 || recordProblems.some(({ code }) => code === 'key-mismatch');
    if (codes.has('signature-mismatch') && !isKeyKnown) problems.push(problem('error', 'signature-mismatch'));
    if (changes.length > 0) problems.push(problem('error', 'changed-on-the-way', { parts: changes.join(', ') }));
  }
  if (isAligned === false) {
    const passing = signatures.flatMap(({ result, domain }) => (result === 'pass' && domain !== null ? [domain] : []));
    const domain = from.slice(from.lastIndexOf('@') + 1).toLowerCase();
    problems.push(problem('warning', 'not-aligned', { domain, signer: passing.join(', ') }));
  }
  if (hasClosedKeys) problems.push(problem('info', 'keys-not-read'));
  return [...problems, ...recordProblems];
}

/** Nothing was changed, and DNS has the key of the file: so the signature is by another. */
function otherKeyProblems({ verdict, planned, changes, fitting }: Arrived): readonly Problem[] {
  if (changes.length > 0) return [];
  const failed = verdict.signatures.filter(({ code }) => code === 'signature-mismatch');
  const files = new Set(
    planned
      .filter((plan) => fitting.includes(plan.keyfile) && failed.some((made) => isOfPlan(made, plan)))
      .map(({ keyfile }) => keyfile),
  );
  return [...files].map((keyfile) => problem('error', 'signer-has-other-key', { keyfile }));
}

/** The file says whether it should have been signed at all. */
function unsigned({ from, planProblems, canSign, passedBy }: Arrived): readonly Problem[] {
  const because = planProblems.filter(({ severity }) => severity === 'error');
  const problems = [problem('error', 'arrived-unsigned', { from }), ...because];
  if (because.length > 0 || !canSign || passedBy === null) return problems;
  const { service, listen } = passedBy;
  return [...problems, problem('error', 'port-not-signed', { service, line: `-o content_filter=dksign:${listen}` })];
}

/** Which of them this file makes, which another, and which are missing. */
function makerProblems({ verdict: { signatures }, planned }: Arrived): readonly Problem[] {
  const problems: Problem[] = [];
  const isOurs = signatures.some((made) => made.type === 'dkim' && timesPlanned(made, planned) > 0);
  const seen = new Set<string>();
  for (const made of signatures) {
    const { type, domain, selector } = made;
    const name = `${type} ${selector}._domainkey.${domain}`.toLowerCase();
    if (domain === null || selector === null || seen.has(name)) continue;
    seen.add(name);
    const times = signatures.filter((other) => isOfPlan(other, { type, domain, selector, keyfile: '' })).length;
    const expected = timesPlanned(made, planned);
    if (expected === 0)
      problems.push(problem(isOurs ? 'warning' : 'error', 'signed-elsewhere', { type, domain, selector }));
    else if (times > expected) problems.push(problem('warning', 'signed-twice', { type, domain, selector, times }));
  }
  for (const plan of planned) {
    const { type, domain, selector } = plan;
    if (signatures.some((made) => isOfPlan(made, plan))) continue;
    problems.push(problem('error', 'signature-missing', { type, domain, selector }));
  }
  return problems;
}
