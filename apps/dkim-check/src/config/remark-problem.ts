/**
 * A remark of a proxy as a problem with a code and a sentence in both languages. The proxies say their remarks in English
 * only; the rows know them by their words (a test for each reads a real file, so a reworded remark is found). What no row
 * knows keeps its English reason.
 */
import type { Remark } from 'smtp-proxy';
import { problem, type Problem } from '../problem.js';
import { FAULT_ROWS } from './fault-rows.js';
import type { Program } from './program-of.js';
import { WARNING_ROWS } from './warning-rows.js';

/** `inComment`: of an option that is missing, the setting that a comment seems to hold. */
export interface RemarkFacts {
  readonly remark: Remark;
  readonly program: Program;
  readonly inComment: string | null;
  /** A text as one word of a command. */
  readonly word: (text: string) => string;
}

export type Row = readonly [RegExp, (found: readonly string[], facts: RemarkFacts) => Problem];

export function remarkProblem(kind: 'fault' | 'warning', facts: RemarkFacts): Problem {
  const { option, message: reason } = facts.remark;
  for (const [pattern, toProblem] of kind === 'fault' ? FAULT_ROWS : WARNING_ROWS) {
    const found = pattern.exec(reason);
    if (found !== null) return toProblem(found, facts);
  }
  return kind === 'fault'
    ? problem('error', 'config-fault', { option, reason })
    : problem('warning', 'config-warning', { option, reason });
}
