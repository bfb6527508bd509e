/** What `dkim-check explain` knows: each code that has a sentence, a longer text (`explain-CODE`) and mostly a fix. */
import { USAGE_CODES, type UsageCode } from '../usage-codes.js';
import { ALL_WORDS, isWordCode, type Say, type WordCode } from '../words/words.js';

/** The codes that are explained: by a text of their own, and those of wrong usage at least by one for all of them. */
export type ExplainedCode =
  | { [Code in WordCode]: `explain-${Code}` extends WordCode ? Code : never }[WordCode]
  | UsageCode;

export interface Explanation {
  readonly code: ExplainedCode;
  /** What it says where it is found; what would stand there for a fact is a name in angle brackets. */
  readonly sentence: string;
  /** Paragraphs. */
  readonly text: readonly string[];
  /** What to do in a sentence; null where the text has it all. */
  readonly fix: string | null;
  /** Our own codes for the same thing. */
  readonly related: readonly ExplainedCode[];
}

const USAGE: ReadonlySet<string> = new Set(USAGE_CODES);

export const EXPLAINED_CODES: readonly ExplainedCode[] = ALL_WORDS.filter(isExplained);

export function isExplained(code: string): code is ExplainedCode {
  return isWordCode(code) && (isWordCode(`explain-${code}`) || USAGE.has(code));
}

export function explanationOf(code: ExplainedCode, say: Say): Explanation {
  const own = `explain-${code}`;
  const fix = `${code}-fix`;
  return {
    code,
    sentence: sentenceOf(code, say),
    text: withNames(say, isWordCode(own) ? own : 'usage-explained').split('\n'),
    fix: isWordCode(fix) ? withNames(say, fix) : null,
    related: [],
  };
}

export function sentenceOf(code: ExplainedCode, say: Say): string {
  return withNames(say, code).trim();
}

/** A sentence without its facts: `{name}` is shown as <name>. */
function withNames(say: Say, code: WordCode): string {
  const sayWithoutFacts = say as (code: WordCode, facts: Readonly<Record<string, string>>) => string;
  return sayWithoutFacts(code, {}).replaceAll(/\{([a-z0-9]+)\}/g, '<$1>');
}
