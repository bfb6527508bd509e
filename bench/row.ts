/** A row of the table: what is measured, what the goal is, and what came out. */
import type { Bench } from './bench.js';
import type { Subject } from './subject.js';
import { scaled, spreadOf, type Spread } from './measure/statistics.js';

export interface Row {
  /** `L1` to `L12` are the library's, `P1` to `P11` the proxies'. */
  readonly number: string;
  /** Measures one state of the project. What several rows or subjects share is measured once: see `once` of the bench. */
  readonly measure: (bench: Bench, subject: Subject) => Promise<readonly Line[]>;
}

/** A row may need several lines: one for each size, or one for each of its goals. */
export interface Line {
  readonly measure: string;
  readonly goal: Goal;
  readonly figure: Spread;
  readonly unit: string;
  /** What the goal judges; null where what it is compared to is not installed. */
  readonly ratio: Spread | null;
  /** The same ratio of others who do the same, or reached in another way. */
  readonly beside?: readonly Beside[];
}

export interface Beside {
  readonly name: string;
  readonly ratio: number;
}

export interface Goal {
  readonly at: 'least' | 'most';
  readonly limit: number;
  /** `of floor`: what the ratio is a share of. */
  readonly words: string;
}

export function atLeast(limit: number, words: string): Goal {
  return { at: 'least', limit, words };
}

export function atMost(limit: number, words: string): Goal {
  return { at: 'most', limit, words };
}

/** A goal in a unit of its own; the ratio of such a line is the share of the goal. */
export function absolute(
  at: Goal['at'],
  value: number,
  unit: string,
): { goal: Goal; share: (figure: Spread) => Spread } {
  return {
    goal: { at, limit: 1, words: `of ${value} ${unit}` },
    share: (figure) => scaled(figure, 1 / value),
  };
}

/** Of a figure that is taken once. */
export function single(value: number): Spread {
  return spreadOf([value]);
}

/** Null where there is nothing to judge. */
export function isMet({ goal, ratio }: Pick<Line, 'goal' | 'ratio'>): boolean | null {
  if (ratio === null) return null;
  return goal.at === 'least' ? ratio.median >= goal.limit : ratio.median <= goal.limit;
}
