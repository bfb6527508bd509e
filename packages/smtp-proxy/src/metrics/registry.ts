/** The registry behind Metrics where they are wanted: prom-client, loaded only then (11 MB, 60 ms). */
import type {
  Counter as PromCounter,
  Gauge as PromGauge,
  Histogram as PromHistogram,
  MetricObjectWithValues,
  MetricValue,
} from 'prom-client';
import {
  boundedLabels,
  type CounterSpec,
  type Labels,
  type Metrics,
  type MetricSpec,
  type Reading,
} from './metrics.js';

/** The values of one process at one time, as they travel from a worker to the primary process. */
export type Snapshot = readonly MetricObjectWithValues<MetricValue<string>>[];

export interface MetricsRegistry {
  readonly metrics: Metrics;
  readonly contentType: string;
  readonly snapshot: () => Promise<Snapshot>;
  /** In the text format of Prometheus, version 0.0.4. `others`: what is to be added to the own values. */
  text(others?: readonly Snapshot[]): Promise<string>;
  /** Several snapshots as one. Of processes that have ended only counts are kept, not what they had at the time. */
  readonly sumOfEnded: (snapshots: readonly Snapshot[]) => Promise<Snapshot>;
}

export async function openRegistry(): Promise<MetricsRegistry> {
  const { AggregatorRegistry, Counter, Gauge, Histogram, Registry } = await import('prom-client');
  const registry = new Registry();
  const registers = [registry];
  const counters = new Map<string, { counter: PromCounter; bound: (labels: Labels<string>) => Labels<string> }>();
  const histograms = new Map<string, PromHistogram>();
  const readings = new Map<string, Reading>();

  const metrics: Metrics = {
    counter<Name extends string>({ name, help, labels, known, most }: MetricSpec & CounterSpec<Name>) {
      const there = counters.get(name);
      const counter = there?.counter ?? new Counter({ name, help, labelNames: [...labels], registers });
      const bound = there?.bound ?? boundedLabels<string>(most);
      counters.set(name, { counter, bound });
      for (const each of known) counter.inc({ ...each }, 0);
      return (values: Labels<Name>) => counter.inc(bound(values));
    },
    histogram({ name, help, buckets }) {
      const histogram = histograms.get(name) ?? new Histogram({ name, help, buckets: [...buckets], registers });
      histograms.set(name, histogram);
      return (value) => histogram.observe(value);
    },
    reading({ name, help, ...reading }) {
      const isThere = readings.has(name);
      readings.set(name, reading);
      if (isThere) return;
      const { labels = {}, together = 'sum' } = reading;
      const value = (): number => readings.get(name)?.read() ?? 0;
      const shape = { name, help, labelNames: Object.keys(labels), aggregator: together, registers };
      if (reading.type === 'gauge') {
        const collect = (): void => gauge.set(labels, value());
        const gauge: PromGauge = new Gauge({ ...shape, collect });
        return;
      }
      const collect = (): void => {
        counter.reset();
        counter.inc(labels, value());
      };
      const counter: PromCounter = new Counter({ ...shape, collect });
    },
  };

  const snapshot = (): Promise<Snapshot> => registry.getMetricsAsJSON();
  return {
    metrics,
    contentType: registry.contentType,
    snapshot,
    async text(others = []) {
      if (others.length === 0) return registry.metrics();
      return AggregatorRegistry.aggregate([await snapshot(), ...others]).metrics();
    },
    async sumOfEnded(snapshots) {
      const sum: Snapshot = await AggregatorRegistry.aggregate([...snapshots]).getMetricsAsJSON();
      return sum.filter(({ type }) => String(type) !== 'gauge');
    },
  };
}
