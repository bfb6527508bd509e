/** P7: what DKIM adds to our own proxy, in CPU time. */
import { RSA_ALONE } from '../library/contestants.js';
import { cpuMs, type Race } from '../measure/race.js';
import { ratioOf, spreadOf } from '../measure/statistics.js';
import { RSA_MS, type Program } from '../proxy/dkimproxy.js';
import { MILTER_SIGNS, MILTER_VERIFIES } from '../proxy/milter.js';
import { raceThrough, runnerOf } from '../proxy/traffic.js';
import { atMost, type Line, type Row } from '../row.js';
import { TRAFFIC_WITHOUT_DKIM } from './ordinary-traffic.js';
import type { Subject } from '../subject.js';

const VERIFY_MS = 0.15; // where an RSA signature takes RSA_MS

export const COST_OF_DKIM: Row = {
  number: 'P7',
  async measure(bench, subject) {
    const race = await raceThrough(bench, TRAFFIC_WITHOUT_DKIM);
    const line = (program: Program, what: string, most: number, words: string): Line => {
      const milter = race.ratio(program === 'out' ? MILTER_SIGNS : MILTER_VERIFIES, RSA_ALONE, cpuMs);
      const cost = added(race, subject, program);
      return {
        measure: `${what}, CPU a mail of 2 KB on top of the relay`,
        goal: atMost(most, words),
        figure: spreadOf(cost),
        unit: 'ms',
        ratio: ratioOf(cost, race.rounds(RSA_ALONE, cpuMs)),
        beside: milter === null ? [] : [{ name: 'opendkim, the whole filter', ratio: milter.median }],
      };
    };
    return [
      line('out', 'signing', 1.15, 'of an RSA signature'),
      line('in', 'verifying', VERIFY_MS / RSA_MS, `of an RSA signature (${VERIFY_MS} ms where that takes ${RSA_MS})`),
    ];
  },
};

/** Of the program with DKIM and without, round by round. */
function added(race: Race, subject: Subject, program: Program): readonly number[] {
  const without = race.rounds(runnerOf(subject, `${program}, unsigned`), cpuMs);
  return race.rounds(runnerOf(subject, program), cpuMs).map((ms, round) => ms - (without[round] ?? Number.NaN));
}
