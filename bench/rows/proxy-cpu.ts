/** P1 and P2: CPU time of our process for one mail, at 10 sessions, a connection for each mail. */
import { RSA_ALONE } from '../library/contestants.js';
import { cpuMs } from '../measure/race.js';
import { RSA_MS, type Program, type TrafficSize } from '../proxy/dkimproxy.js';
import { cpuLine } from '../proxy/line.js';
import { raceThrough, runnerOf } from '../proxy/traffic.js';
import { atMost, type Line, type Row } from '../row.js';
import type { Bench } from '../bench.js';
import type { Subject } from '../subject.js';
import { ordinaryTraffic, TRAFFIC_WITHOUT_DKIM } from './ordinary-traffic.js';

type Goals = readonly (readonly [TrafficSize, { readonly most: number; readonly ms: number }])[];

const OUT: Goals = [
  ['2 KB', { most: 0.15, ms: 1.8 }],
  ['20 KB', { most: 0.12, ms: 2.2 }],
  ['2 MB', { most: 0.03, ms: 10 }],
];
const IN: Goals = [
  ['2 KB', { most: 0.08, ms: 1 }],
  ['20 KB', { most: 0.07, ms: 1.3 }],
  ['2 MB', { most: 0.03, ms: 10 }],
];
const RELAY_MS = 0.5; // of a relay without DKIM, where an RSA signature took RSA_MS

async function cpuLines(bench: Bench, subject: Subject, program: Program, goals: Goals): Promise<readonly Line[]> {
  const lines = [];
  for (const [size, goal] of goals) {
    const race = await raceThrough(bench, ordinaryTraffic(size, 10));
    lines.push(cpuLine(race, subject, program, size, goal));
  }
  return lines;
}

export const PROXY_CPU: readonly Row[] = [
  {
    number: 'P1',
    async measure(bench, subject) {
      return [...(await cpuLines(bench, subject, 'out', OUT)), await relayLine(bench, subject)];
    },
  },
  { number: 'P2', measure: (bench, subject) => cpuLines(bench, subject, 'in', IN) },
];

async function relayLine(bench: Bench, subject: Subject): Promise<Line> {
  const race = await raceThrough(bench, TRAFFIC_WITHOUT_DKIM);
  const relay = runnerOf(subject, 'out, unsigned');
  return {
    measure: 'the relay alone, CPU a mail of 2 KB',
    goal: atMost(RELAY_MS / RSA_MS, `of an RSA signature (${RELAY_MS} ms where that takes ${RSA_MS})`),
    figure: race.spread(relay, cpuMs),
    unit: 'ms',
    ratio: race.ratio(relay, RSA_ALONE, cpuMs),
  };
}
