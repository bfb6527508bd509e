/** Lines of the proxies' rows: against DKIMproxy, by way of what ran in the same rounds (see dkimproxy.ts). */
import { hasPostfixTools } from '../load/load.js';
import { RSA_ALONE } from '../library/contestants.js';
import { cpuMs, perSecond, type Race } from '../measure/race.js';
import { scaled, type Spread } from '../measure/statistics.js';
import { atLeast, atMost, type Beside, type Line } from '../row.js';
import type { Subject } from '../subject.js';
import {
  DIRECT_RATE,
  DKIMPROXY_CPU_MS,
  DKIMPROXY_RATE,
  PIPE_CPU_MS,
  PIPE_RATE,
  PIPE_SIZE,
  RSA_MS,
  type Program,
  type TrafficSize,
} from './dkimproxy.js';
import { runnerOf, type Traffic } from './traffic.js';

/** Against DKIMproxy on 10 sessions; beside it, against the goal in milliseconds, by way of a raw RSA signature. */
export function cpuLine(
  race: Race,
  subject: Subject,
  program: Program,
  size: TrafficSize,
  goal: { readonly most: number; readonly ms: number },
): Line {
  const then = DKIMPROXY_CPU_MS[program][size];
  const ours = runnerOf(subject, program);
  const factor = PIPE_CPU_MS[PIPE_SIZE[size]][10] / then;
  return {
    measure: `dkimproxy-${program}, CPU a mail of ${size}`,
    goal: atMost(goal.most, `of DKIMproxy's (${goal.ms} ms where that takes ${then})`),
    figure: race.spread(ours, cpuMs),
    unit: 'ms',
    ratio: rescaled(race.ratio(ours, 'pipe', cpuMs), factor),
    beside: besideBy(`of ${goal.ms} ms by RSA`, rescaled(race.ratio(ours, RSA_ALONE, cpuMs), RSA_MS / goal.ms)),
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
  const ours = runnerOf(subject, program);
  const byDirect = rescaled(race.ratio(ours, 'direct', perSecond), DIRECT_RATE[size][sessions] / then);
  return {
    measure: `dkimproxy-${program}, ${size}, ${sessions} ${sessions === 1 ? 'session' : 'sessions'}`,
    goal: atLeast(least, `of DKIMproxy's (${then} mails/s)`),
    figure: race.spread(ours, perSecond),
    unit: 'mails/s',
    ratio: rescaled(race.ratio(ours, 'pipe', perSecond), PIPE_RATE[PIPE_SIZE[size]][sessions] / then),
    beside: hasPostfixTools ? besideBy('by smtp-sink', byDirect) : [],
  };
}

function rescaled(ratio: Spread | null, factor: number): Spread | null {
  return ratio === null ? null : scaled(ratio, factor);
}

function besideBy(name: string, ratio: Spread | null): readonly Beside[] {
  return ratio === null ? [] : [{ name, ratio: ratio.median }];
}
