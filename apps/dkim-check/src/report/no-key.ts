/** The causes of "no key", for people and for programs. The JSON form is a contract: names and types stay. */
import type { Cause } from '../no-key/causes.js';
import type { NoKeyEvidence } from '../no-key/evidence.js';
import type { Io } from '../io.js';
import { problem, type Problem } from '../problem.js';
import type { Say } from '../words/words.js';
import { problemText } from './problems.js';

export function noKeyProblem({ domain, selector }: NoKeyEvidence, causes: readonly Cause[], say: Say): Problem {
  const checks = causes.map(({ number, answer }) => say('no-key-check', { number, answer: say(`answer-${answer}`) }));
  return problem('warning', 'no-key-explained', { domain, selector, checks: checks.join(', ') });
}

export function noKeyText(
  evidence: NoKeyEvidence,
  causes: readonly Cause[],
  say: Say,
  paint: Io['paint'],
): readonly string[] {
  const lines = [...problemText(noKeyProblem(evidence, causes, say), say, paint)];
  for (const { number, answer, proofs } of causes) {
    const said = paint(answer === 'yes' ? 'red' : 'dim', say(`answer-${answer}`));
    lines.push(say('no-key-cause', { number, cause: say(`no-key-cause-${number}`) }) + said);
    for (const proof of proofs) lines.push(say('no-key-proof', { proof: proof(say) }));
  }
  return lines;
}

export function noKeyJson({ domain, selector, name }: NoKeyEvidence, causes: readonly Cause[], say: Say): object {
  return {
    domain,
    selector,
    name,
    causes: causes.map(({ number, answer, proofs }) => ({
      number,
      cause: say(`no-key-cause-${number}`),
      answer,
      proofs: proofs.map((proof) => proof(say)),
    })),
  };
}
