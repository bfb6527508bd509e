/** P9: while an awkward mail is being signed or verified, nobody else waits for it. */
import { startClient } from '../load/load.js';
import { quantile, ratioOf, spreadOf } from '../measure/statistics.js';
import type { AwkwardBody } from '../messages/kinds.js';
import type { Program } from '../proxy/dkimproxy.js';
import { ourTarget } from '../proxy/targets.js';
import { atMost, type Line, type Row } from '../row.js';
import type { Bench } from '../bench.js';
import type { Subject } from '../subject.js';

const BODIES: readonly AwkwardBody[] = ['blank runs', 'empty lines, then x'];
const SESSIONS = 5;
const PAUSE_MS = 40; // a load that leaves the proxy idle most of the time
const MAILS = 300;
const MOST_ROUNDS = 3;

export const AWKWARD_MAIL_IN_FLIGHT: Row = {
  number: 'P9',
  async measure(bench, subject) {
    const lines = [];
    for (const program of ['out', 'in'] as const) {
      for (const body of BODIES) lines.push(await waitLine(bench, subject, program, body));
    }
    return lines;
  },
};

async function waitLine(bench: Bench, subject: Subject, program: Program, body: AwkwardBody): Promise<Line> {
  const { port, file } = await ourTarget(bench, subject, program);
  const mails = Math.max(SESSIONS, Math.ceil(MAILS * bench.effort.share));
  const others = { port, sessions: SESSIONS, mails, file: await file('2 KB'), kept: false, pauseMs: PAUSE_MS };
  const awkward = { port, sessions: 1, mails: null, file: await file(`${body}, 2 MB`), kept: false, pauseMs: 0 };
  const quiet: number[] = [];
  const disturbed: number[] = [];
  for (let round = 0; round < Math.min(bench.effort.rounds, MOST_ROUNDS); round += 1) {
    quiet.push(await slowest(startClient(others).done));
    const disturber = startClient(awkward);
    disturbed.push(await slowest(startClient(others).done));
    const { mails: passed } = await disturber.stop();
    if (passed === 0) throw new Error('no awkward mail was on its way');
  }
  return {
    measure: `dkimproxy-${program}, 99th percentile of a mail of 2 KB beside ${body}`,
    goal: atMost(3, 'of its quiet value'),
    figure: spreadOf(disturbed),
    unit: 'ms',
    ratio: ratioOf(disturbed, quiet),
  };
}

async function slowest(timings: ReturnType<typeof startClient>['done']): Promise<number> {
  return quantile((await timings).latenciesMs, 0.99);
}
