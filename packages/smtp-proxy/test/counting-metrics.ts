/** Metrics that keep their counts where a test can read them. */
import { boundedLabels, type CounterSpec, type Labels, type Metrics, type MetricSpec } from '../src/metrics/metrics.js';

export interface CountingMetrics extends Metrics {
  /** Each counter above 0 as `name{label}`: its labels' values in order. */
  counts(): Record<string, number>;
  /** The values that a histogram has got. */
  measured(name: string): readonly number[];
  /** What is read from a gauge or a counter now. */
  readings(): Record<string, number>;
}

export function countingMetrics(): CountingMetrics {
  const counts = new Map<string, number>();
  const measured = new Map<string, number[]>();
  const readings = new Map<string, () => number>();
  return {
    counter<Name extends string>({ name, most }: MetricSpec & CounterSpec<Name>) {
      const bound = boundedLabels<Name>(most);
      return (labels: Labels<Name>) => {
        const values = Object.values(bound(labels));
        const key = values.length === 0 ? name : `${name}{${values.join(',')}}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      };
    },
    histogram({ name }) {
      const values: number[] = [];
      measured.set(name, values);
      return (value) => void values.push(value);
    },
    reading: ({ name, read }) => void readings.set(name, read),
    counts: () => Object.fromEntries(counts),
    measured: (name) => measured.get(name) ?? [],
    readings: () => Object.fromEntries([...readings].map(([name, read]) => [name, read()])),
  };
}
