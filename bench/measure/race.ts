/**
 * Runners that take turns. A shared machine drifts by half and more within minutes; what ran within the same round met the
 * same machine, so ratios are taken round by round, and of CPU time rather than of the clock where that is known.
 */
import { ratioOf, spreadOf, type Spread } from './statistics.js';

export interface Sample {
  /** Operations, or mails. */
  readonly count: number;
  readonly wallSeconds: number;
  /** Of the process that is measured, all its threads; NaN where there is none. */
  readonly cpuSeconds: number;
}

export interface Runner {
  readonly name: string;
  run(): Promise<Sample>;
}

/** A value of each round, or undefined for a runner that did not take part. */
export type Reading = (sample: Sample) => number;

export const perCpuSecond: Reading = ({ count, cpuSeconds }) => count / cpuSeconds;
export const perSecond: Reading = ({ count, wallSeconds }) => count / wallSeconds;
export const cpuMs: Reading = ({ count, cpuSeconds }) => (cpuSeconds / count) * 1000;

export interface Race {
  /** The readings of one runner, round by round; empty if it did not take part. */
  readonly rounds: (name: string, reading: Reading) => readonly number[];
  readonly spread: (name: string, reading: Reading) => Spread;
  /** One runner against another, of the same round each; null where one of them did not take part. */
  readonly ratio: (name: string, other: string, reading: Reading) => Spread | null;
  readonly names: readonly string[];
}

/** Every other round goes backwards, so that a steady drift favours nobody. */
export async function race(runners: readonly Runner[], rounds: number): Promise<Race> {
  const samples = new Map<string, Sample[]>(runners.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const runner of round % 2 === 0 ? runners : runners.toReversed()) {
      samples.get(runner.name)?.push(await runner.run());
    }
  }
  return readRace(samples);
}

export function readRace(samples: ReadonlyMap<string, readonly Sample[]>): Race {
  const rounds: Race['rounds'] = (name, reading) => (samples.get(name) ?? []).map(reading);
  return {
    names: [...samples.keys()],
    rounds,
    spread: (name, reading) => spreadOf(rounds(name, reading)),
    ratio(name, other, reading) {
      const [values, others] = [rounds(name, reading), rounds(other, reading)];
      return values.length === 0 || others.length === 0 ? null : ratioOf(values, others);
    },
  };
}
