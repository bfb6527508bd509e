/** P8: the most memory that a proxy needs, in a process that has seen no other mail. */
import { startClient } from '../load/load.js';
import { peakMemoryOf } from '../measure/process-usage.js';
import type { Size } from '../messages/kinds.js';
import type { Program } from '../proxy/dkimproxy.js';
import { startProxy } from '../proxy/targets.js';
import { absolute, single, type Line, type Row } from '../row.js';
import type { Bench } from '../bench.js';
import type { Subject } from '../subject.js';

interface Occasion {
  readonly size: Size;
  readonly sessions: number;
  readonly mails: number;
  readonly mostMb: number;
}

const OCCASIONS: readonly Occasion[] = [
  { size: '2 KB', sessions: 50, mails: 1000, mostMb: 100 },
  { size: '2 MB', sessions: 50, mails: 150, mostMb: 160 },
  { size: '200 MB', sessions: 1, mails: 1, mostMb: 120 },
];

export const PROXY_MEMORY: Row = {
  number: 'P8',
  async measure(bench, subject) {
    const lines = [];
    for (const program of ['out', 'in'] as const) {
      for (const occasion of OCCASIONS) lines.push(await memoryLine(bench, subject, program, occasion));
    }
    return lines;
  },
};

async function memoryLine(bench: Bench, subject: Subject, program: Program, occasion: Occasion): Promise<Line> {
  const { size, mostMb } = occasion;
  const sessions = Math.min(occasion.sessions, bench.effort.mostSessions);
  const mails = Math.max(sessions, Math.ceil(occasion.mails * bench.effort.share));
  const file = await (program === 'in' ? bench.mails.signed(size) : bench.mails.plain(size));
  const { daemon, port } = await startProxy(bench, subject, program);
  await startClient({ port, sessions, mails, file, kept: false, pauseMs: 0 }).done;
  const figure = single(peakMemoryOf(daemon.pid).octets / 1e6);
  await daemon.end();
  const { goal, share } = absolute('most', mostMb, 'MB');
  const what = occasion.sessions === 1 ? `one mail of ${size}` : `${occasion.sessions} sessions of ${size}`;
  return { measure: `dkimproxy-${program}, peak memory, ${what}`, goal, figure, unit: 'MB', ratio: share(figure) };
}
