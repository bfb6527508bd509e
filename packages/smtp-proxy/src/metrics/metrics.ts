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

export interface Metrics {
  /** `known`: what is there from the first scrape on, with 0, so that a rate can be built from the first event on. */
  counter<Name extends string>(
    spec: MetricSpec & { readonly labels: readonly Name[]; readonly known: readonly Labels<Name>[] },
  ): Counter<Name>;
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

/**
 * Keeps a label that strangers or a large configuration fill within bounds: the first `most` values that are seen stay,
 * all others are `other`. Each value of a label is a series of its own, for as long as the process lives.
 */
export function boundedLabel(most: number): (value: string) => string {
  const seen = new Set<string>();
  return (value) => {
    if (seen.has(value)) return value;
    if (seen.size >= most) return OTHER;
    seen.add(value);
    return value;
  };
}

/** For what takes from a millisecond to ten minutes, in seconds. */
export const SECONDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 600] as const;
