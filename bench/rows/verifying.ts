/** L5 to L7: one relaxed/relaxed signature, its key seen before. L12: the key is new each time. */
import { LIBOPENDKIM } from '../library/contestants.js';
import type { Job } from '../library/job.js';
import { floorLine, ratioLine } from '../library/line.js';
import { raceAt } from '../library/race.js';
import type { Size } from '../messages/kinds.js';
import type { Row } from '../row.js';

interface Goal {
  readonly mail: Size;
  readonly ofFloor: number;
  readonly ofLibopendkim?: number;
}

const verifying = (number: string, keys: Job['keys'], goals: readonly Goal[]): Row => ({
  number,
  async measure(bench, subject) {
    const lines = [];
    for (const { mail, ofFloor, ofLibopendkim } of goals) {
      const race = await raceAt(bench, { operation: 'verify', mail, keys });
      const measure = `verify ${mail}${keys === 'unknown' ? ', unknown key' : ''}`;
      lines.push(floorLine(race, subject, measure, ofFloor));
      if (ofLibopendkim !== undefined) {
        lines.push(ratioLine(race, subject, measure, { least: ofLibopendkim, of: LIBOPENDKIM }));
      }
    }
    return lines;
  },
});

export const VERIFYING: readonly Row[] = [
  verifying('L5', 'known', [{ mail: '2 KB', ofFloor: 0.5, ofLibopendkim: 2.5 }]),
  verifying('L6', 'known', [{ mail: '20 KB', ofFloor: 0.5, ofLibopendkim: 3.5 }]),
  verifying('L7', 'known', [
    { mail: '200 KB', ofFloor: 0.6 },
    { mail: '2 MB', ofFloor: 0.78 },
    { mail: '20 MB', ofFloor: 0.82 },
  ]),
];

export const UNKNOWN_KEY = verifying('L12', 'unknown', [{ mail: '2 KB', ofFloor: 0.35 }]);
