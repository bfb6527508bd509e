/**
 * What any process should tell of itself, under the names that Prometheus gives to all programs, and how long our event
 * loop was held up: everything waits for it.
 */
import { existsSync, readdirSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Metrics } from './metrics.js';

const LAG_RESOLUTION_MS = 20; // Node counts it into each delay
const LAG_PERIOD_MS = 1_000;
const LAGS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;
const DESCRIPTORS = '/proc/self/fd';

/** Gives what ends the measuring. */
export function measureProcess(
  metrics: Metrics,
  { name, version, startedAt }: { name: string; version: string; startedAt: number },
): () => void {
  metrics.reading({
    type: 'gauge',
    name: 'dkimproxy_build_info',
    help: 'Which program and version this is; always 1.',
    labels: { name, version, node: process.version },
    together: 'first',
    read: () => 1,
  });
  metrics.reading({
    type: 'gauge',
    name: 'process_start_time_seconds',
    help: 'When the program was started, in seconds since 1970.',
    together: 'min',
    read: () => startedAt,
  });
  metrics.reading({
    type: 'counter',
    name: 'process_cpu_seconds_total',
    help: 'Time that the program has used the processor.',
    read() {
      const { user, system } = process.cpuUsage(); // microseconds
      return (user + system) / 1e6;
    },
  });
  metrics.reading({
    type: 'gauge',
    name: 'process_resident_memory_bytes',
    help: 'Memory that is resident; pages that workers share count for each.',
    read: lastKnown(() => process.memoryUsage.rss()),
  });
  if (existsSync(DESCRIPTORS)) {
    metrics.reading({
      type: 'gauge',
      name: 'process_open_fds',
      help: 'Descriptors that are open.',
      read: lastKnown(() => readdirSync(DESCRIPTORS).length - 1), // without the one that reads them
    });
  }

  const lag = metrics.histogram({
    name: 'dkimproxy_event_loop_lag_seconds',
    help: 'The longest that the event loop was held up in each second.',
    buckets: LAGS,
  });
  const delay = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS });
  delay.enable();
  const timer = setInterval(() => {
    if (delay.max > 0) lag(Math.max(delay.max / 1e6 - LAG_RESOLUTION_MS, 0) / 1e3); // it counts nanoseconds
    delay.reset();
  }, LAG_PERIOD_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    delay.disable();
  };
}

/** Both are read from /proc: when no descriptor is left for that the value stays, and /metrics can still tell of it. */
function lastKnown(read: () => number): () => number {
  let known = 0;
  return () => {
    try {
      known = read();
    } catch (err) {
      if (!(err instanceof Error && 'code' in err)) throw err; // none of the system's
    }
    return known;
  };
}
