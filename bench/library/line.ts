/** A line of the library's rows: how much is signed or verified in a second of CPU time, as a share of somebody else's. */
import { perCpuSecond, type Reading } from '../measure/race.js';
import { atLeast, type Line } from '../row.js';
import type { Subject } from '../subject.js';
import { FLOOR } from './contestants.js';
import type { LibraryRace } from './race.js';

const LARGE = 100_000; // from here on octets count, not operations

/** Against the floor, with the shares of the peers beside it. */
export function floorLine(race: LibraryRace, subject: Subject, measure: string, least: number): Line {
  return {
    ...ratioLine(race, subject, measure, { least, of: FLOOR }),
    beside: race.peers.map((name) => ({ name, ratio: race.ratio(name, FLOOR, perCpuSecond)?.median ?? Number.NaN })),
  };
}

export function ratioLine(
  race: LibraryRace,
  subject: Subject,
  measure: string,
  goal: { readonly least: number; readonly of: string; readonly words?: string },
): Line {
  const { reading, unit } = readingFor(race.octets);
  return {
    measure,
    goal: atLeast(goal.least, goal.words ?? `of ${goal.of}`),
    figure: race.spread(subject.name, reading),
    unit,
    ratio: race.ratio(subject.name, goal.of, perCpuSecond),
  };
}

function readingFor(octets: number): { reading: Reading; unit: string } {
  if (octets < LARGE) return { reading: perCpuSecond, unit: 'mails/s' };
  return { reading: (sample) => (perCpuSecond(sample) * octets) / 1e6, unit: 'MB/s' };
}
