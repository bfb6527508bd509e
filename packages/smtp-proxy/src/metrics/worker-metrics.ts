/** What the primary process counts of its workers, and of clients that it turned away before a worker had them. */
import type { Metrics } from './metrics.js';
import { relayMetrics, type TurnedAway } from './relay-metrics.js';

export interface WorkerMetrics {
  /** No worker took the client. */
  turnedAway(reason: Extract<TurnedAway, 'no_worker' | 'shutdown'>): void;
  workerEnded(): void;
}

export interface WorkerReadings {
  /** Workers that take clients. */
  readonly ready: () => number;
  /** Clients that wait for one. */
  readonly waiting: () => number;
}

export function workerMetrics(metrics: Metrics, { ready, waiting }: WorkerReadings): WorkerMetrics {
  const sessions = relayMetrics(metrics, { sessions: waiting, spooled: () => ({ memory: 0, disk: 0 }) });
  metrics.reading({
    type: 'gauge',
    name: 'dkimproxy_workers',
    help: 'Workers that take clients now.',
    read: ready,
  });
  const ended = metrics.counter({
    name: 'dkimproxy_worker_ends_total',
    help: 'Workers that ended though nobody had asked them to, and are started again.',
    labels: [],
    known: [{}],
  });
  return {
    turnedAway(reason) {
      sessions.sessionOpened();
      sessions.sessionTurnedAway(reason);
    },
    workerEnded: () => ended({}),
  };
}
