/** All problems of a domain's policies, and what the exit status is. */
import { problem, type Problem } from '../problem.js';
import { statusOfProblems } from '../report/problems.js';
import { dmarcProblems } from './dmarc-problems.js';
import type { PolicyFacts } from './facts.js';
import { historicProblems } from './historic.js';
import { spfProblems } from './spf.js';

export interface PolicyJudgement {
  readonly dmarc: readonly Problem[];
  readonly spf: readonly Problem[];
  readonly historic: readonly Problem[];
  /** The names that DNS did not answer for. */
  readonly unanswered: readonly Problem[];
  readonly status: 0 | 1 | 3;
}

export function judgePolicy(facts: PolicyFacts): PolicyJudgement {
  const dmarc = dmarcProblems(facts);
  const spf = facts.self.texts === null ? [] : spfProblems(facts.domain, facts.self.texts);
  const historic = historicProblems(facts);
  const unanswered = unansweredNames(facts).map((name) => problem('error', 'policy-unanswered', { name }));
  const status = statusOfProblems([...dmarc, ...spf, ...historic]);
  return { dmarc, spf, historic, unanswered, status: status === 0 && unanswered.length > 0 ? 3 : status };
}

function unansweredNames({
  walk,
  dmarc,
  probe,
  self,
  domainkeys,
  draft,
  adsp,
  alignments,
  domain,
}: PolicyFacts): readonly string[] {
  const steps = [...walk.steps, ...dmarc.steps].filter(({ outcome }) => outcome === 'error').map(({ name }) => name);
  const texts = [probe, self, domainkeys, draft].filter(({ texts: found }) => found === null).map(({ name }) => name);
  const adspName = adsp.practice === 'temperror' ? [adsp.name] : [];
  const other = dmarc.result === 'temperror' ? [domain] : [];
  const aligned = alignments.flatMap(({ alignment, proven }) => (alignment.result === 'temperror' ? [proven] : []));
  const names = [...steps, ...texts, ...adspName, ...aligned];
  return [...new Set(names.length > 0 ? names : other)];
}
