/**
 * What `metrics_listen` brings: a registry to count in, and a port that tells what was counted and whether mail can come in.
 * `unmonitored` is the program without it.
 */
import type { Log } from '../log.js';
import type { Endpoint } from '../types.js';
import type { Metrics } from './metrics.js';
import { noMetrics } from './metrics.js';
import { createMetricsServer, type MetricsServer } from './metrics-server.js';
import { nextHopProbe } from './next-hop-probe.js';
import { measureProcess } from './process-metrics.js';
import { openRegistry, type MetricsRegistry, type Snapshot } from './registry.js';

export type TcpEndpoint = Extract<Endpoint, { kind: 'tcp' }>;

export interface Monitor {
  /** Null where there is none. */
  readonly endpoint: TcpEndpoint | null;
  readonly metrics: Metrics;
  /** For what workers counted that have ended. */
  readonly sumOfEnded: MetricsRegistry['sumOfEnded'];
  /** Rejects with the system's error if it can't listen. */
  listen(parts: MonitorParts): Promise<void>;
  /** Mail can come in; /ready says so from now on, if the next hop agrees. */
  opened(): void;
  /** The end has begun: /ready says so, /metrics goes on. */
  stopping(): void;
  close(): void;
}

export interface MonitorParts {
  readonly log: Log;
  /** Tries the next hop: null, or why it takes no mail. */
  readonly tryNextHop: () => Promise<string | null>;
  /** Why nobody could serve a client now, whatever the next hop says; null: nothing. */
  readonly hindrance: () => string | null;
  /** What other processes of ours have counted. */
  readonly gather: () => Promise<readonly Snapshot[]>;
}

export const unmonitored: Monitor = {
  endpoint: null,
  metrics: noMetrics,
  sumOfEnded: () => Promise.resolve([]),
  listen: () => Promise.resolve(),
  opened: () => undefined,
  stopping: () => undefined,
  close: () => undefined,
};

export async function openMonitor(
  endpoint: TcpEndpoint,
  { name, version }: { name: string; version: string },
): Promise<Monitor> {
  const registry = await openRegistry();
  const startedAt = Date.now() / 1000 - process.uptime();
  const stopMeasuring = measureProcess(registry.metrics, { name, version, startedAt });
  return monitorOf(endpoint, registry, stopMeasuring);
}

function monitorOf(endpoint: TcpEndpoint, registry: MetricsRegistry, stopMeasuring: () => void): Monitor {
  let phase: 'starting' | 'open' | 'stopping' = 'starting';
  let server: MetricsServer | null = null;

  return {
    endpoint,
    metrics: registry.metrics,
    sumOfEnded: registry.sumOfEnded,
    async listen({ log, tryNextHop, hindrance, gather }) {
      const probe = nextHopProbe({ open: tryNextHop, now: () => performance.now() });
      const notReady = async (): Promise<readonly string[]> => {
        if (phase !== 'open') return [phase === 'stopping' ? 'the program is stopping' : 'the program is starting'];
        return [hindrance(), await probe.ask()].filter((reason) => reason !== null);
      };
      server = createMetricsServer({
        metrics: { contentType: registry.contentType, text: async () => registry.text(await gather()) },
        notReady,
        log,
      });
      await server.listen(endpoint);
    },
    opened() {
      phase = 'open';
    },
    stopping() {
      phase = 'stopping';
    },
    close() {
      server?.close();
      stopMeasuring();
    },
  };
}
