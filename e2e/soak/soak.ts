/**
 * Both programs at full speed for as long as one likes: many sessions, mixed sizes, clients and a next hop that break off now
 * and then. What must not grow is watched: memory, descriptors, and the difference between what clients and next hop saw.
 */
import { startAccidentProneNextHop } from '../faults/accident-prone-next-hop.js';
import { startBrokenDns } from '../faults/broken-dns.js';
import { countsText, createLedger } from '../faults/ledger.js';
import { seeded } from '../faults/seeded.js';
import { LAST_LINE, makeTemplate, makeTemplates } from '../faults/templates.js';
import { startTraffic } from '../faults/traffic.js';
import { get } from '../harness/http.js';
import { startDaemon, type App, type Daemon } from '../harness/daemon.js';
import { rsaKey } from '../harness/keys.js';
import { freePort } from '../harness/ports.js';
import { waitFor } from '../harness/program.js';
import type { Stage } from '../harness/stage.js';

export interface SoakParts {
  /** In milliseconds; the load ends then. */
  readonly durationMs: number;
  readonly seed: number;
  /** How often a line is printed. In milliseconds. */
  readonly reportMs: number;
  readonly print: (line: string) => void;
}

export interface SoakVerdict {
  readonly faults: readonly string[];
}

const PROGRAMS = ['dkimproxy-out', 'dkimproxy-in'] as const satisfies readonly App[];
const SESSIONS = 100;
const SAMPLE_MS = 1000;
const LATE_MS = 60_000; // after its fate nothing more is heard of a mail; the longest time limit of ours is shorter
const MOST_GROWTH = 1.2;
const LOG_KEPT = 1_000_000; // characters; half an hour of log is more than memory
const MEGA = 1024 * 1024;

interface Watched {
  readonly program: (typeof PROGRAMS)[number];
  readonly port: number;
  readonly metricsPort: number;
  readonly daemon: Daemon;
  readonly descriptorsAtRest: number;
  /** Resident memory, in octets, one each second. */
  readonly memory: number[];
}

export async function runSoak(stage: Stage, { durationMs, seed, reportMs, print }: SoakParts): Promise<SoakVerdict> {
  const ledger = createLedger();
  const key = await rsaKey(stage, 2048);
  const dns = await startBrokenDns(stage, key.record);
  const hop = await startAccidentProneNextHop(stage, { seed, ledger, rate: 0.3, lastLine: LAST_LINE, tooLateMs: 0 });
  const templates = await makeTemplates(key, { count: 8, random: seeded(seed) });
  const largest = await makeTemplate(key, 2_000_000);
  const watched: Watched[] = [];
  for (const program of PROGRAMS) {
    const port = await freePort();
    const metricsPort = await freePort();
    const own =
      program === 'dkimproxy-out'
        ? `domain example.net\nsignature dkim\nkeyfile ${key.file}\nselector s1\n`
        : `nameserver 127.0.0.1:${dns.port}\n`;
    const lines = `listen 127.0.0.1:${port}\nrelay 127.0.0.1:${hop.port}\nhostname proxy.example\nmax_sessions ${SESSIONS}\nmetrics_listen 127.0.0.1:${metricsPort}\n${own}`;
    const daemon = await startDaemon(stage, program, lines, [], { keep: LOG_KEPT });
    await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS));
    watched.push({ program, port, metricsPort, daemon, descriptorsAtRest: daemon.descriptors().length, memory: [] });
  }
  const [first, ...others] = watched.map(({ port }) => port);
  if (first === undefined) throw new Error('no program');

  const end = Date.now() + durationMs;
  const traffic = startTraffic({
    seed,
    ports: [first, ...others],
    ledger,
    templates,
    largest,
    largeOnes: 3,
    sessions: SESSIONS,
    more: () => Date.now() < end,
    mostTries: 12,
    accidents: 20,
    silenceMs: 0,
  });

  const before = { at: Date.now(), accepted: 0, lag: new Map<string, Lag>() };
  let reports = 0;
  const report = async (): Promise<void> => {
    reports += 1;
    const seconds = (Date.now() - before.at) / 1000;
    const rate = (traffic.accepted() - before.accepted) / seconds;
    before.at = Date.now();
    before.accepted = traffic.accepted();
    const states = await Promise.all(
      watched.map(async ({ program, daemon, metricsPort }) => {
        if (daemon.status() !== undefined) return `${program} has ended`;
        const now = await eventLoopLag(metricsPort);
        const then = before.lag.get(program) ?? { seconds: 0, count: 0 };
        before.lag.set(program, now);
        const lag = ((now.seconds - then.seconds) / Math.max(now.count - then.count, 1)) * 1000;
        return `${program}: ${megabytes(daemon.memory())} MB, ${daemon.descriptors().length} descriptors, event loop held up ${lag.toFixed(0)} ms`;
      }),
    );
    print(`${reports}: ${rate.toFixed(0)} mails/s; ${states.join('; ')}`);
  };

  let over = false;
  const sampling = every(
    SAMPLE_MS,
    () => over,
    async () => {
      for (const { daemon, memory } of watched) if (daemon.status() === undefined) memory.push(daemon.memory());
      ledger.close(LATE_MS);
    },
  );
  const reporting = every(reportMs, () => over || Date.now() > end, report);
  const loaded = new Promise((resolve) => setTimeout(resolve, durationMs));
  await Promise.race([traffic.done, loaded]);
  const samples = watched.map(({ memory }) => [...memory]); // what comes after the load is another matter
  await traffic.done;
  over = true;
  await Promise.all([sampling, reporting]);

  const { counts, faults } = ledger.audit();
  print(`seed ${seed}: ${countsText(counts)}`);
  const found = faults.slice(0, 20);
  for (const [index, { program, daemon, descriptorsAtRest }] of watched.entries()) {
    if (daemon.status() !== undefined) {
      found.push(`${program} ended with ${daemon.status()}`);
      continue;
    }
    const { second, last } = quarters(samples[index] ?? []);
    print(
      `${program}: resident memory ${megabytes(second)} MB in the second quarter, ${megabytes(last)} MB in the last (lower quartiles)`,
    );
    if (last > second * MOST_GROWTH)
      found.push(`${program}: memory grew from ${megabytes(second)} to ${megabytes(last)} MB`);
    await waitFor('the last sessions to end', () => daemon.descriptors().length <= descriptorsAtRest).catch(() => {
      found.push(`${program}: ${daemon.descriptors().length} descriptors are open, ${descriptorsAtRest} were at rest`);
    });
  }
  if (counts.accepted === 0) found.push('no mail was accepted');
  return { faults: found };
}

/**
 * Warm-up is over after the first quarter. The lower quartile is what stays between two garbage collections; how high memory
 * goes in between depends on how busy the machine is.
 */
export function quarters(samples: readonly number[]): { second: number; last: number } {
  const quarter = Math.floor(samples.length / 4);
  return { second: lowerQuartile(samples.slice(quarter, 2 * quarter)), last: lowerQuartile(samples.slice(-quarter)) };
}

function lowerQuartile(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 4)] ?? 0;
}

async function every(ms: number, isOver: () => boolean, task: () => Promise<void>): Promise<void> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, ms));
    if (isOver()) return;
    await task();
  }
}

interface Lag {
  readonly seconds: number;
  readonly count: number;
}

/** So far: sum and number of the longest hold-ups of each second. */
async function eventLoopLag(port: number): Promise<Lag> {
  const { text } = await get(port, '/metrics');
  const value = (name: string): number => Number(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)`, 'm').exec(text)?.[1] ?? 0);
  return {
    seconds: value('dkimproxy_event_loop_lag_seconds_sum'),
    count: value('dkimproxy_event_loop_lag_seconds_count'),
  };
}

function megabytes(octets: number): string {
  return (octets / MEGA).toFixed(0);
}
