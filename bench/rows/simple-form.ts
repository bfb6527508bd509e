/** L8: simple/simple, which changes nothing but the end of the body. */
import { floorLine } from '../library/line.js';
import { raceAt } from '../library/race.js';
import type { Row } from '../row.js';

export const SIMPLE_FORM: Row = {
  number: 'L8',
  async measure(bench, subject) {
    const lines = [];
    for (const mail of ['2 MB', '20 MB'] as const) {
      for (const operation of ['sign', 'verify'] as const) {
        const race = await raceAt(bench, { operation, mail, canonicalization: 'simple' });
        lines.push(floorLine(race, subject, `${operation} ${mail}, simple/simple`, 0.9));
      }
    }
    return lines;
  },
};
