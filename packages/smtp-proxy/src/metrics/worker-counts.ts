/**
 * What the workers have counted, also those that have ended: a counter must never go back, or Prometheus takes it for a
 * restart and counts all of it again.
 */
import type { Snapshot } from './registry.js';

export interface WorkerCounts {
  /** The worker with this number has these values now. */
  heard(worker: number, snapshot: Snapshot): void;
  /** It has ended; one with the same number may follow, and begins with nothing. */
  ended(worker: number): void;
  /** To be added up. */
  snapshots(): Promise<readonly Snapshot[]>;
}

/** `sumOfEnded`: the registry's. */
export function workerCounts(sumOfEnded: (snapshots: readonly Snapshot[]) => Promise<Snapshot>): WorkerCounts {
  const live = new Map<number, Snapshot>();
  let gone: Promise<Snapshot | null> = Promise.resolve(null);

  return {
    heard: (worker, snapshot) => void live.set(worker, snapshot),
    ended(worker) {
      const last = live.get(worker);
      live.delete(worker);
      if (last === undefined) return;
      gone = gone.then((sum) => sumOfEnded(sum === null ? [last] : [sum, last])); // one, whatever crashes
      gone.catch(() => undefined); // who asks next hears of it
    },
    async snapshots() {
      const sum = await gone;
      return sum === null ? [...live.values()] : [...live.values(), sum];
    },
  };
}
