/**
 * What the workers count, as the primary process knows it: they tell it now and then, and when they are asked. What those have
 * counted that ended stays: a counter must never go back, or Prometheus takes it for a restart and counts all of it again.
 */
import type { Log } from '../log.js';
import type { Snapshot } from './registry.js';

/** A worker that is busy for longer is taken at its last word. */
const LONGEST_WAIT_MS = 1_000;
/** How often a worker tells unasked: what it counted since is lost if it is killed. */
const TELL_MS = 2_000;

export interface WorkerCounts {
  /** The worker with this number has these values now. `round`: which question it answers, null: none. */
  heard(worker: number, round: number | null, snapshot: Snapshot): void;
  /** It has ended; one with the same number may follow, and begins with nothing. */
  ended(worker: number): void;
  /** Asks all; what is to be added up. */
  gather(): Promise<readonly Snapshot[]>;
}

export interface WorkerCountsParts {
  /** Asks each worker that can be asked to answer with this `round`; gives their numbers. */
  readonly ask: (round: number) => readonly number[];
  /** The registry's. */
  readonly sumOfEnded: (snapshots: readonly Snapshot[]) => Promise<Snapshot>;
}

export function workerCounts({ ask, sumOfEnded }: WorkerCountsParts): WorkerCounts {
  const live = new Map<number, Snapshot>();
  let gone: Promise<Snapshot | null> = Promise.resolve(null);
  let lastRound = 0;
  const rounds = new Map<number, { readonly missing: Set<number>; readonly done: () => void }>();

  const cross = (round: number, worker: number): void => {
    const asked = rounds.get(round);
    asked?.missing.delete(worker);
    if (asked?.missing.size === 0) asked.done();
  };

  return {
    heard(worker, round, snapshot) {
      live.set(worker, snapshot);
      if (round !== null) cross(round, worker);
    },
    ended(worker) {
      const last = live.get(worker);
      live.delete(worker);
      for (const round of rounds.keys()) cross(round, worker);
      if (last === undefined) return;
      gone = gone.then((sum) => sumOfEnded(sum === null ? [last] : [sum, last])); // one, whatever crashes
      gone.catch(() => undefined); // who asks next hears of it
    },
    async gather() {
      lastRound += 1;
      const round = lastRound;
      const missing = new Set(ask(round));
      if (missing.size > 0) {
        let timer: NodeJS.Timeout | undefined;
        await new Promise<void>((done) => {
          rounds.set(round, { missing, done });
          timer = setTimeout(done, LONGEST_WAIT_MS);
        });
        clearTimeout(timer);
        rounds.delete(round);
      }
      const sum = await gone;
      return sum === null ? [...live.values()] : [...live.values(), sum];
    },
  };
}

/** The worker's side. */
export interface CountsTeller {
  /** Tells now; `round` as it was asked. Never rejects. */
  tell(round: number | null): Promise<void>;
  stop(): void;
}

export function countsTeller({
  snapshot,
  say,
  log,
}: {
  snapshot: () => Promise<Snapshot>;
  say: (round: number | null, snapshot: Snapshot) => Promise<unknown>;
  log: Log;
}): CountsTeller {
  const tell = async (round: number | null): Promise<void> => {
    try {
      await say(round, await snapshot());
    } catch (err) {
      log.error({ err }, 'what this worker has counted could not be told');
    }
  };
  const timer = setInterval(() => void tell(null), TELL_MS);
  timer.unref();
  return { tell, stop: () => clearInterval(timer) };
}
