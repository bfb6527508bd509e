/** P11: two processes on two cores. */
import { busyShare, coreTimes } from '../measure/process-usage.js';
import { perSecond, race } from '../measure/race.js';
import { spreadOf } from '../measure/statistics.js';
import { startProxy } from '../proxy/targets.js';
import { mailRunner } from '../proxy/traffic.js';
import { atLeast, type Row } from '../row.js';

export const TWO_WORKERS: Row = {
  number: 'P11',
  async measure(bench, subject) {
    const runners = [];
    const busy: number[] = [];
    for (const workers of [1, 2]) {
      const { daemon, port } = await startProxy(bench, subject, 'out', `workers ${workers}\n`);
      const target = { port, pid: daemon.pid, file: bench.mails.plain };
      const runner = await mailRunner(bench, `${workers}`, target, { size: '2 KB', sessions: 50 });
      const run = async () => {
        const before = coreTimes();
        const sample = await runner.run();
        if (workers === 2) busy.push(busyShare(before));
        return sample;
      };
      runners.push({ name: runner.name, run });
    }
    const result = await race(runners, bench.effort.rounds);
    const figure = result.spread('2', perSecond);
    const all = spreadOf(busy);
    return [
      {
        measure: 'dkimproxy-out with 2 workers, 2 KB, 50 sessions',
        goal: atLeast(0.95, 'of 1 worker'),
        figure,
        unit: 'mails/s',
        ratio: result.ratio('2', '1', perSecond),
      },
      { measure: 'all cores busy meanwhile', goal: atLeast(0.9, 'of their time'), figure: all, unit: '', ratio: all },
    ];
  },
};
