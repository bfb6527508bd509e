import { expect, test } from 'vitest';
import { readRace, type Sample } from '../measure/race.js';
import { OURS } from '../subject.js';
import { DIRECT_RATE, DKIMPROXY_CPU_MS, DKIMPROXY_RATE, PIPE_CPU_MS, PIPE_RATE, RSA_MS } from './dkimproxy.js';
import { cpuLine, rateLine } from './line.js';
import { runnerOf } from './traffic.js';

/** `speed`: of this machine, as a multiple of the one that DKIMproxy ran on. */
test.each([{ speed: 1 }, { speed: 1.7 }])(
  'who is as fast as DKIMproxy has a ratio of 1, on a machine of $speed',
  ({ speed }) => {
    const rates = readRace(
      new Map([
        [runnerOf(OURS, 'in'), [mailsInOneSecond(DKIMPROXY_RATE.in['2 MB'][50] * speed)]],
        ['pipe', [mailsInOneSecond(PIPE_RATE['2 MB'][50] * speed)]],
        ['direct', [mailsInOneSecond(DIRECT_RATE['2 MB'][50] * speed)]],
      ]),
    );
    const { ratio, beside } = rateLine(rates, OURS, 'in', { size: '2 MB', sessions: 50, targets: [] }, 7);
    expect(ratio?.median).toBeCloseTo(1);
    for (const other of beside ?? []) expect(other.ratio).toBeCloseTo(1);

    const costs = readRace(
      new Map([
        [runnerOf(OURS, 'out'), [cpuOfOneMail(DKIMPROXY_CPU_MS.out['20 KB'] / speed)]],
        ['pipe', [cpuOfOneMail(PIPE_CPU_MS['2 KB'][10] / speed)]],
        ['rsa', [cpuOfOneMail(RSA_MS / speed)]],
      ]),
    );
    const line = cpuLine(costs, OURS, 'out', '20 KB', { most: 0.12, ms: 2.2 });
    expect(line.ratio?.median).toBeCloseTo(1);
    expect(line.beside?.[0]?.ratio).toBeCloseTo(18 / 2.2);
  },
);

function mailsInOneSecond(count: number): Sample {
  return { count, wallSeconds: 1, cpuSeconds: 1 };
}

function cpuOfOneMail(ms: number): Sample {
  return { count: 1, wallSeconds: 1, cpuSeconds: ms / 1000 };
}
