/** Problems for people, and for programs. The JSON form is a contract: names, order and types stay. */
import type { Io } from '../io.js';
import type { Problem, Severity } from '../problem.js';
import type { Say } from '../words/words.js';

const STYLES = { error: 'red', warning: 'yellow', info: 'cyan' } as const satisfies Record<Severity, string>;
const ORDER: readonly Severity[] = ['error', 'warning', 'info'];

/** The gravest first; of one severity in the order given. */
export function bySeverity(problems: readonly Problem[]): readonly Problem[] {
  return problems.toSorted((one, other) => ORDER.indexOf(one.severity) - ORDER.indexOf(other.severity));
}

/** Two lines a problem: what it is, and what to do. */
export function problemText(problem: Problem, say: Say, paint: Io['paint']): readonly string[] {
  const { severity, code } = problem;
  const label = paint(STYLES[severity], say(`severity-${severity}`));
  return [
    `  ${label} ${say('problem-line', { sentence: problem.message(say), code })}`,
    say('problem-fix', { fix: problem.fix(say) }),
  ];
}

export function problemJson({ severity, code, message, fix }: Problem, say: Say): object {
  return { severity, code, message: message(say), fix: fix(say) };
}

/** 1 where one of them is an error. */
export function statusOfProblems(problems: readonly Problem[]): 0 | 1 {
  return problems.some(({ severity }) => severity === 'error') ? 1 : 0;
}
