/** P6: connections that are kept, 10 at a time. */
import { perSecond } from '../measure/race.js';
import { scaled } from '../measure/statistics.js';
import type { Program } from '../proxy/dkimproxy.js';
import { raceThrough, runnerOf } from '../proxy/traffic.js';
import { atLeast, type Row } from '../row.js';

/** Where these goals were set, the pipe passed on so many, with a connection for each mail. */
const PIPE_THEN = 2760;
const GOALS: readonly (readonly [Program, number])[] = [
  ['out', 1000],
  ['in', 3000],
];

export const KEPT_CONNECTIONS: Row = {
  number: 'P6',
  async measure(bench, subject) {
    const race = await raceThrough(bench, { size: '2 KB', sessions: 10, kept: true, targets: ['out', 'in', 'pipe'] });
    return GOALS.map(([program, mails]) => {
      const ratio = race.ratio(runnerOf(subject, program), 'pipe', perSecond);
      return {
        measure: `dkimproxy-${program}, 2 KB, 10 sessions that are kept`,
        goal: atLeast(1, `of ${mails} mails/s, where a TCP pipe makes ${PIPE_THEN}`),
        figure: race.spread(runnerOf(subject, program), perSecond),
        unit: 'mails/s',
        ratio: ratio === null ? null : scaled(ratio, PIPE_THEN / mails),
      };
    });
  },
};
