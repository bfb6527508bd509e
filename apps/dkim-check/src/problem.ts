/** What was found, with what to do about it: one code, one sentence, one fix. The words are in words/, `CODE` and `CODE-fix`. */
import type { en } from './words/en.js';
import type { Say, Slots, WordCode } from './words/words.js';

/** An `error` makes receivers refuse or ignore signatures; a `warning` may; `info` is good to know. */
export type Severity = 'error' | 'warning' | 'info';

/** The codes that have a sentence and a fix. */
export type ProblemCode = { [Code in WordCode]: `${Code}-fix` extends WordCode ? Code : never }[WordCode];

type ProblemSlots<Code extends ProblemCode> = Slots<(typeof en)[Code]> | Slots<(typeof en)[`${Code}-fix`]>;

export type ProblemFacts<Code extends ProblemCode> = [ProblemSlots<Code>] extends [never]
  ? []
  : [facts: Readonly<Record<ProblemSlots<Code>, string | number>>];

export interface Problem {
  readonly severity: Severity;
  readonly code: ProblemCode;
  readonly message: (say: Say) => string;
  readonly fix: (say: Say) => string;
}

export function problem<Code extends ProblemCode>(
  severity: Severity,
  code: Code,
  ...[facts]: ProblemFacts<Code>
): Problem {
  const said = (word: WordCode) => (say: Say) =>
    (say as (code: WordCode, facts: Readonly<Record<string, string | number>>) => string)(word, facts ?? {});
  return { severity, code, message: said(code), fix: said(`${code}-fix` as WordCode) };
}
