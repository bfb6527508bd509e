/** Policies of the past: DomainKeys (RFC 4870, section 3.6), the SSP drafts, ADSP (RFC 5617). S-142 to S-145. */
import { parseDomainkeysPolicy, type DomainkeysPolicy } from 'dkim-core';
import { excerpt } from '../diagnosis/finding.js';
import { problem, type Problem } from '../problem.js';
import type { PolicyFacts, Texts } from './facts.js';

const SHOWN = 100; // characters

export interface HistoricPolicy {
  readonly name: string;
  readonly text: string;
  readonly policy: DomainkeysPolicy;
}

/** The policy that a name has; null where it has none. An empty text says o=~. */
export function historicPolicy({ name, texts }: Texts): HistoricPolicy | null {
  for (const text of texts ?? []) {
    const parsed = parseDomainkeysPolicy(text);
    if (parsed.ok) return { name, text, policy: parsed.value };
  }
  return null;
}

/** What the SSP drafts wrote at `_policy._domainkey`: dkim=unknown, all or strict (S-144). */
export function sspText({ texts }: Texts): string | null {
  return texts?.find((text) => /^[ \t]*dkim[ \t]*=/.test(text)) ?? null;
}

/** A text where only a policy has a meaning, and that is none: mostly a key whose selector was forgotten. */
export function otherText(texts: Texts, ssp: string | null): string | null {
  if (historicPolicy(texts) !== null || ssp !== null) return null;
  return texts.texts?.[0] ?? null;
}

export function historicProblems({ domain, domainkeys, draft, adsp }: PolicyFacts): readonly Problem[] {
  const dmarc = `_dmarc.${domain}`;
  const problems: Problem[] = [];
  for (const found of [historicPolicy(domainkeys), historicPolicy(draft)]) {
    if (found === null) continue;
    const meaning = found.text.slice(0, SHOWN);
    problems.push(problem('info', 'policy-historic', { name: found.name, meaning, dmarc }));
    const { signsAll, testing } = found.policy;
    if (signsAll && !testing) problems.push(problem('warning', 'policy-signs-all', { name: found.name }));
  }
  const ssp = sspText(draft);
  for (const [texts, known] of [[domainkeys, null] as const, [draft, ssp] as const]) {
    const text = otherText(texts, known);
    if (text !== null)
      problems.push(problem('warning', 'policy-text-other', { name: texts.name, text: excerpt(text) }));
  }
  if (ssp !== null) {
    problems.push(problem('info', 'policy-historic', { name: draft.name, meaning: ssp.slice(0, SHOWN), dmarc }));
  }
  switch (adsp.practice) {
    case 'discardable':
      problems.push(problem('warning', 'adsp-discardable', { name: adsp.name }));
      break;
    case 'all':
    case 'unknown':
      problems.push(problem('info', 'adsp-historic', { name: adsp.name, practice: adsp.practice, dmarc }));
      break;
    case 'none':
    case 'nxdomain':
    case 'temperror':
    case 'permerror':
      break;
  }
  return problems;
}
