/** What all rows work with: how long to measure, what is measured, the mails, and everything that is started only once. */
import { join } from 'node:path';
import { mkdirSync } from 'node:fs';
import type { Stage } from 'e2e/harness/stage.js';
import { makeBenchKey, type BenchKey } from './bench-key.js';
import type { Effort } from './effort.js';
import { openContestants } from './library/contestants.js';
import type { Worker } from './library/worker.js';
import { openMails, type Mails } from './messages/store.js';
import { noProfile, type ProfilingFlags } from './profiling.js';
import type { Subject } from './subject.js';

export interface Bench {
  readonly stage: Stage;
  readonly effort: Effort;
  /** Ours first; with `--compare` another state of ours after it. */
  readonly subjects: readonly Subject[];
  readonly key: BenchKey;
  readonly mails: Mails;
  /** For every process in which ours runs, not another state of it. */
  readonly profilingFlags: ProfilingFlags;
  /** By name; started at its first use. */
  contestant(name: string): Promise<Worker>;
  /** Does something at most once: what several rows look at is measured for all of them. */
  once<T>(name: string, task: () => Promise<T>): Promise<T>;
}

export function openBench(
  stage: Stage,
  effort: Effort,
  subjects: readonly Subject[],
  profilingFlags: ProfilingFlags = noProfile,
): Bench {
  const key = makeBenchKey(stage);
  const folder = join(stage.folder, 'mails');
  mkdirSync(folder);
  const done = new Map<string, Promise<unknown>>();
  return {
    stage,
    effort,
    subjects,
    key,
    profilingFlags,
    mails: openMails(folder, key, effort.largestMail),
    contestant: openContestants(stage, key, subjects, profilingFlags),
    once<T>(name: string, task: () => Promise<T>): Promise<T> {
      const result = done.get(name) ?? task();
      done.set(name, result);
      return result as Promise<T>;
    },
  };
}
