/** Mail through every target in alternating rounds: how many a second, and how much CPU time of the target's own processes. */
import type { Bench } from '../bench.js';
import { RSA_ALONE } from '../library/contestants.js';
import { sendAll } from '../load/load.js';
import { cpuSecondsOf } from '../measure/process-usage.js';
import { race, type Race, type Runner, type Sample } from '../measure/race.js';
import type { Subject } from '../subject.js';
import { milterRunners } from './milter.js';
import { PIPE_SIZE, type Sessions, type TrafficSize } from './dkimproxy.js';
import { isOurs, otherTarget, ourTarget, type OtherTarget, type OurTarget, type Target } from './targets.js';

export interface Traffic {
  readonly size: TrafficSize;
  readonly sessions: Sessions;
  /** Whether a connection is kept for all mails of a session. Default: one for each mail. */
  readonly kept?: boolean;
  readonly targets: readonly (OurTarget | OtherTarget)[];
  /** As for ourTarget. */
  readonly group?: string;
  /** Whether OpenDKIM takes part, with mails of 2 KB. Default: no. */
  readonly withMilter?: boolean;
}

/** What the name of a runner is: one of ours for each subject. */
export function runnerOf(subject: Subject, target: OurTarget): string {
  return `${subject.name}: ${target}`;
}

/** A raw RSA signature takes part as well, as RSA_ALONE. */
export function raceThrough(bench: Bench, traffic: Traffic): Promise<Race> {
  return bench.once(`traffic ${JSON.stringify(traffic)}`, async () => {
    const runners: Runner[] = [await rsaRunner(bench)];
    for (const name of traffic.targets) {
      if (isOurs(name)) {
        for (const subject of bench.subjects) {
          const target = await ourTarget(bench, subject, name, traffic.group);
          runners.push(await mailRunner(bench, runnerOf(subject, name), target, traffic));
        }
      } else {
        const asThen = name === 'pipe' ? { ...traffic, size: PIPE_SIZE[traffic.size], kept: false } : traffic;
        runners.push(await mailRunner(bench, name, await otherTarget(bench, name), asThen));
      }
    }
    if (traffic.withMilter === true) runners.push(...(await milterRunners(bench)));
    return race(runners, bench.effort.rounds);
  });
}

/** As many mails as take about the time that the effort allows, which a first run finds out. It warms the target up, too. */
export async function mailRunner(
  bench: Bench,
  name: string,
  { port, pid, file }: Target,
  { size, sessions, kept = false }: Omit<Traffic, 'targets'>,
): Promise<Runner> {
  const { proxySeconds, mostSessions, firstMails } = bench.effort;
  const order = { port, sessions: Math.min(sessions, mostSessions), file: await file(size), kept };
  const first = Math.max(order.sessions, size === '2 MB' ? Math.ceil(firstMails / 20) : firstMails);
  const rate = first / (await sendAll(bench, { ...order, mails: first }));
  const mails = Math.max(order.sessions, Math.round(rate * proxySeconds));
  const cpu = (): number => (pid === null ? Number.NaN : cpuSecondsOf(pid));
  return {
    name,
    async run(): Promise<Sample> {
      const before = cpu();
      const wallSeconds = await sendAll(bench, { ...order, mails });
      return { count: mails, wallSeconds, cpuSeconds: cpu() - before };
    },
  };
}

async function rsaRunner(bench: Bench): Promise<Runner> {
  const worker = await bench.contestant(RSA_ALONE);
  const file = await bench.mails.plain('2 KB');
  const job = { operation: 'sign', canonicalization: 'relaxed', file, signatures: 1, keys: 'known' } as const;
  return { name: RSA_ALONE, run: () => worker.run(job, bench.effort.seconds) };
}
