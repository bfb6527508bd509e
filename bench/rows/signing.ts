/** L1 to L4: one relaxed/relaxed signature on mails of all sizes. */
import type { Size } from '../messages/kinds.js';
import { floorLine } from '../library/line.js';
import { raceAt } from '../library/race.js';
import type { Row } from '../row.js';

const signing = (number: string, goals: readonly (readonly [Size, number])[]): Row => ({
  number,
  async measure(bench, subject) {
    const lines = [];
    for (const [mail, least] of goals) {
      lines.push(floorLine(await raceAt(bench, { operation: 'sign', mail }), subject, `sign ${mail}`, least));
    }
    return lines;
  },
});

export const SIGNING: readonly Row[] = [
  signing('L1', [['2 KB', 0.92]]),
  signing('L2', [['20 KB', 0.9]]),
  signing('L3', [['200 KB', 0.85]]),
  signing('L4', [
    ['2 MB', 0.82],
    ['20 MB', 0.82],
  ]),
];
