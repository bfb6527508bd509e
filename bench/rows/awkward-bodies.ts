/** L9: bodies that are nothing but what canonicalization takes away or looks at twice. Nobody may hold us up with them. */
import { HASH_ALONE, LIBOPENDKIM } from '../library/contestants.js';
import { ratioLine } from '../library/line.js';
import { raceAt, type Task } from '../library/race.js';
import { cpuMs } from '../measure/race.js';
import { median } from '../measure/statistics.js';
import { AWKWARD_BODIES, type AwkwardBody } from '../messages/kinds.js';
import { atMost, single, type Line, type Row } from '../row.js';

const HASH_THEN = 1450; // MB/s of SHA-256 where these goals were set
const LEAST: Readonly<Record<AwkwardBody, number>> = {
  'blank runs': 200,
  'empty lines': 700,
  'empty lines, then x': 700,
  'one-character lines': 700,
};
const OPERATIONS = ['sign', 'verify'] as const;

/** Mail::DKIM and dkimpy need seconds for one of these, so they stay out. */
const task = (operation: Task['operation'], body: AwkwardBody, size: '2 MB' | '8 MB'): Task => ({
  operation,
  mail: `${body}, ${size}`,
  peers: size === '2 MB' ? [LIBOPENDKIM] : [],
  withHash: size === '2 MB',
});

export const AWKWARD: Row = {
  number: 'L9',
  async measure(bench, subject) {
    const lines: Line[] = [];
    const againstC: Line[] = [];
    const growth: Line[] = [];
    for (const body of AWKWARD_BODIES) {
      for (const operation of OPERATIONS) {
        const small = await raceAt(bench, task(operation, body, '2 MB'));
        const large = await raceAt(bench, task(operation, body, '8 MB'));
        const words = `of SHA-256 (${LEAST[body]} MB/s where it makes ${HASH_THEN})`;
        const least = LEAST[body] / HASH_THEN;
        lines.push(ratioLine(small, subject, `${operation} ${body}`, { least, of: HASH_ALONE, words }));
        againstC.push(ratioLine(small, subject, `${operation} ${body}`, { least: 1, of: LIBOPENDKIM }));
        const factor = median(large.rounds(subject.name, cpuMs)) / median(small.rounds(subject.name, cpuMs));
        growth.push({
          measure: `${operation} ${body}, four times as long`,
          goal: atMost(4.4, 'of its time'),
          figure: single(median(large.rounds(subject.name, cpuMs))),
          unit: 'ms',
          ratio: single(factor),
        });
      }
    }
    return [...lines, worst(againstC), worst(growth)];
  },
};

/** The one that keeps its goal least. */
function worst(lines: readonly Line[]): Line {
  const [first] = lines.toSorted((one, other) => shortfall(other) - shortfall(one));
  if (first === undefined) throw new Error('of no lines there is no worst');
  return { ...first, measure: `the worst of all ${lines.length}: ${first.measure}` };
}

function shortfall({ goal, ratio }: Line): number {
  return (ratio?.median ?? 0) * (goal.at === 'least' ? -1 : 1);
}
