/** P6: connections that are kept, 10 at a time. */
import { perSecond } from '../measure/race.js';
import { scaled } from '../measure/statistics.js';
import type { Program } from '../proxy/dkimproxy.js';
import { raceThrough, runnerOf } from '../proxy/traffic.js';
import { atLeast, type Row } from '../row.js';
import { ordinaryTraffic } from './ordinary-traffic.js';

/** Where these goals were set, the pipe passed on so many, with a connection for each mail. */
const PIPE_THEN = 2760;
const GOALS: readonly (readonly [Program, number])[] = [
  ['out', 1000],
  ['in', 3000],
];

export const KEPT_CONNECTIONS: Row = {
  number: 'P6',
  async measure(bench, subject) {
    const { size, sessions } = ordinaryTraffic('2 KB', 10);
    const kept = await raceThrough(bench, { size, sessions, kept: true, targets: ['out', 'in', 'direct'] });
    const pipe = (await raceThrough(bench, ordinaryTraffic(size, sessions))).spread('pipe', perSecond).median;
    return GOALS.map(([program, mails]) => {
      const figure = kept.spread(runnerOf(subject, program), perSecond);
      return {
        measure: `dkimproxy-${program}, 2 KB, 10 sessions that are kept`,
        goal: atLeast(1, `of ${mails} mails/s, where a TCP pipe makes ${PIPE_THEN}`),
        figure,
        unit: 'mails/s',
        ratio: scaled(figure, PIPE_THEN / pipe / mails),
      };
    });
  },
};
