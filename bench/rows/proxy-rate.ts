/** P3 to P5: mails a second, a connection for each. With P3, how long one mail takes where there is no other. */
import { startClient } from '../load/load.js';
import { quantile } from '../measure/statistics.js';
import type { Program, Sessions, TrafficSize } from '../proxy/dkimproxy.js';
import { rateLine } from '../proxy/line.js';
import { ourTarget } from '../proxy/targets.js';
import { raceThrough } from '../proxy/traffic.js';
import { absolute, type Line, type Row } from '../row.js';
import type { Bench } from '../bench.js';
import type { Subject } from '../subject.js';
import { ordinaryTraffic, TRAFFIC_SIZES } from './ordinary-traffic.js';

type Goals = Readonly<Record<TrafficSize, number>>;

const ALONE: Goals = { '2 KB': 25, '20 KB': 22, '2 MB': 10 };
const OUT_MANY: Goals = { '2 KB': 5, '20 KB': 6, '2 MB': 7 };
const IN_MANY: Goals = { '2 KB': 8, '20 KB': 8, '2 MB': 7 };
const MOST_MS = 3;
const TIMED_MAILS = 1000;

export const PROXY_RATE: readonly Row[] = [
  {
    number: 'P3',
    async measure(bench, subject) {
      const lines = [];
      for (const program of ['out', 'in'] as const) {
        lines.push(...(await rateLines(bench, subject, program, [1], ALONE)));
        lines.push(await latencyLine(bench, subject, program));
      }
      return lines;
    },
  },
  { number: 'P4', measure: (bench, subject) => rateLines(bench, subject, 'out', [10, 50], OUT_MANY) },
  { number: 'P5', measure: (bench, subject) => rateLines(bench, subject, 'in', [10, 50], IN_MANY) },
];

async function rateLines(
  bench: Bench,
  subject: Subject,
  program: Program,
  sessionCounts: readonly Sessions[],
  goals: Goals,
): Promise<readonly Line[]> {
  const lines = [];
  for (const sessions of sessionCounts) {
    for (const size of TRAFFIC_SIZES) {
      const traffic = ordinaryTraffic(size, sessions);
      lines.push(rateLine(await raceThrough(bench, traffic), subject, program, traffic, goals[size]));
    }
  }
  return lines;
}

async function latencyLine(bench: Bench, subject: Subject, program: Program): Promise<Line> {
  const { port, file } = await ourTarget(bench, subject, program);
  const mails = Math.ceil(TIMED_MAILS * bench.effort.share);
  const order = { port, sessions: 1, mails, file: await file('2 KB'), kept: false, pauseMs: 0 };
  const { latenciesMs } = await startClient(order).done;
  const at = (share: number): number => quantile(latenciesMs, share);
  const figure = { median: at(0.5), least: at(0.05), most: at(0.95) };
  const { goal, share } = absolute('most', MOST_MS, 'ms');
  return { measure: `dkimproxy-${program}, 2 KB, time of one mail`, goal, figure, unit: 'ms', ratio: share(figure) };
}
