/** Lines of the proxies' rows: against DKIMproxy, by way of the pipe that ran in the same rounds (see dkimproxy.ts). */
import { cpuMs, perSecond, type Race } from '../measure/race.js';
import { scaled } from '../measure/statistics.js';
import { atLeast, atMost, type Line } from '../row.js';
import type { Subject } from '../subject.js';
import {
  DKIMPROXY_CPU_MS,
  DKIMPROXY_RATE,
  PIPE_CPU_MS,
  PIPE_RATE,
  PIPE_SIZE,
  type Program,
  type TrafficSize,
} from './dkimproxy.js';
import { runnerOf, type Traffic } from './traffic.js';

/** Against DKIMproxy on 10 sessions. */
export function cpuLine(
  race: Race,
  subject: Subject,
  program: Program,
  size: TrafficSize,
  goal: { readonly most: number; readonly ms: number },
): Line {
  const then = DKIMPROXY_CPU_MS[program][size];
  const ratio = race.ratio(runnerOf(subject, program), 'pipe', cpuMs);
  return {
    measure: `dkimproxy-${program}, CPU a mail of ${size}`,
    goal: atMost(goal.most, `of DKIMproxy's (${goal.ms} ms where that takes ${then})`),
    figure: race.spread(runnerOf(subject, program), cpuMs),
    unit: 'ms',
    ratio: ratio === null ? null : scaled(ratio, PIPE_CPU_MS[PIPE_SIZE[size]][10] / then),
  };
}

export function rateLine(
  race: Race,
  subject: Subject,
  program: Program,
  { size, sessions }: Traffic,
  least: number,
): Line {
  const then = DKIMPROXY_RATE[program][size][sessions];
  const ratio = race.ratio(runnerOf(subject, program), 'pipe', perSecond);
  return {
    measure: `dkimproxy-${program}, ${size}, ${sessions} ${sessions === 1 ? 'session' : 'sessions'}`,
    goal: atLeast(least, `of DKIMproxy's (${then} mails/s)`),
    figure: race.spread(runnerOf(subject, program), perSecond),
    unit: 'mails/s',
    ratio: ratio === null ? null : scaled(ratio, PIPE_RATE[PIPE_SIZE[size]][sessions] / then),
  };
}
