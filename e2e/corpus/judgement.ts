/** What is made of one case: complaints, none if it is right; or why it can't be judged. */
import { isDeepStrictEqual } from 'node:util';
import type { CorpusCase, Expected } from './cases.js';

export type Judgement = readonly string[] | { notJudged: string };

/** `right`: what the outcome has to be, the rules of the project taken into account. */
export type Judge = (entry: CorpusCase, right: Expected) => Judgement | Promise<Judgement>;

export function same(what: string, actual: unknown, expected: unknown): readonly string[] {
  if (isDeepStrictEqual(actual, expected)) return [];
  return [`${what} is ${show(actual)}, not ${show(expected)}`];
}

export function holds(what: string, condition: boolean): readonly string[] {
  return condition ? [] : [what];
}

function show(value: unknown): string {
  const text =
    JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? `${part}` : part)) ?? 'undefined';
  return text.length > 300 ? `${text.slice(0, 300)}...` : text;
}
