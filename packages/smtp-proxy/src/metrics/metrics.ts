/**
 * What a program counts and measures, in the terms of Prometheus. Who counts knows nothing of who reads: the same calls go
 * to a registry where `metrics_listen` is given, and nowhere where it is not.
 *
 * A metric is asked for by its name; asking again, as after a reload, gives the one that is there.
 */

export interface MetricSpec {
  /** As Prometheus wants it: our prefix, the unit, `_total` for a counter. */
  readonly name: string;
  /** One sentence for its HELP line. */
  readonly help: string;
}

export type Labels<Name extends string> = Readonly<Record<Name, string>>;

/** Adds one. */
export type Counter<Name extends string> = (labels: Labels<Name>) => void;

/** Takes one measured value, in the unit of the metric's name. */
export type Histogram = (value: number) => void;

export interface CounterSpec<Name extends string> {
  readonly labels: readonly Name[];
  /** What is there from the first scrape on, with 0, so that a rate can be built from the first event on. */
  readonly known: readonly Labels<Name>[];
  /** How many values a label may have; further ones count as `other`. Each is a series of its own for as long as we run. */
  readonly most?: { readonly [Each in Name]?: number };
}

export interface Metrics {
  counter<Name extends string>(spec: MetricSpec & CounterSpec<Name>): Counter<Name>;
  /** `buckets`: upper bounds, ascending. */
  histogram(spec: MetricSpec & { readonly buckets: readonly number[] }): Histogram;
  /** A value that somebody else keeps, read at each scrape. */
  reading(spec: MetricSpec & Reading): void;
}

export interface Reading {
  readonly type: 'gauge' | 'counter';
  readonly read: () => number;
  readonly labels?: Readonly<Record<string, string>>;
  /** What several workers' values make together. Default: their sum. */
  readonly together?: 'sum' | 'max' | 'min' | 'first';
}

/** Counts nothing, at no cost. */
export const noMetrics: Metrics = {
  counter: () => () => undefined,
  histogram: () => () => undefined,
  reading: () => undefined,
};

/** What a label becomes that would be one too many. */
export const OTHER = 'other';

/** The first `most` values that are seen stay, all others are `other`. */
export function boundedLabel(most: number): (value: string) => string {
  const seen = new Set<string>();
  return (value) => {
    if (seen.has(value)) return value;
    if (seen.size >= most) return OTHER;
    seen.add(value);
    return value;
  };
}

/** The labels as they are counted. */
export function boundedLabels<Name extends string>(
  most: CounterSpec<Name>['most'] = {},
): (labels: Labels<Name>) => Labels<Name> {
  const bounds = Object.entries<number | undefined>(most).map(
    ([name, count]) => [name, boundedLabel(count ?? Number.POSITIVE_INFINITY)] as const,
  );
  if (bounds.length === 0) return (labels) => labels;
  return (labels) => {
    const bounded: Record<string, string> = { ...labels };
    for (const [name, bound] of bounds) bounded[name] = bound(bounded[name] ?? '');
    return bounded as Labels<Name>;
  };
}

/** For what takes from a millisecond to ten minutes, in seconds. */
export const SECONDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 600] as const;
