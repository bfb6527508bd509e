/** L11: memory does not grow with the mail, and nothing is left behind by the mails that were. */
import { fileURLToPath } from 'node:url';
import { runWell } from 'e2e/harness/program.js';
import type { Bench } from '../bench.js';
import { ratioOf, spreadOf } from '../measure/statistics.js';
import { absolute, atMost, single, type Line, type Row } from '../row.js';
import { coreEntryOf, type Subject } from '../subject.js';

const PROGRAM = fileURLToPath(new URL('../library/memory-worker.js', import.meta.url));
const MEGA = 1e6;
const MOST_ROUNDS = 3;
const OPERATIONS = 10_000;
const NOTHING_MB = 0.5; // 50 octets an operation: less than any object that an operation could leave behind

type Operation = 'sign' | 'verify';

export const LIBRARY_MEMORY: Row = {
  number: 'L11',
  async measure(bench, subject) {
    const lines: Line[] = [];
    for (const mail of ['20 MB', '200 MB'] as const) {
      for (const operation of ['sign', 'verify'] as const) {
        const file = await (operation === 'sign' ? bench.mails.plain(mail) : bench.mails.signed(mail));
        const ours: number[] = [];
        const floor: number[] = [];
        for (let round = 0; round < Math.min(bench.effort.rounds, MOST_ROUNDS); round += 1) {
          ours.push(await inChild(bench, subject, ['ours', operation, file]));
          floor.push(await inChild(bench, subject, ['floor', operation, file]));
        }
        lines.push({
          measure: `peak memory, ${operation} ${mail} from disk`,
          goal: atMost(1.1, 'of floor'),
          figure: spreadOf(ours),
          unit: 'MB',
          ratio: ratioOf(ours, floor),
        });
      }
    }
    for (const operation of ['sign', 'verify'] as const) lines.push(await heapLine(bench, subject, operation));
    return lines;
  },
};

async function heapLine(bench: Bench, subject: Subject, operation: Operation): Promise<Line> {
  const file = await (operation === 'sign' ? bench.mails.plain('20 KB') : bench.mails.signed('20 KB'));
  const count = Math.ceil(OPERATIONS * bench.effort.share);
  const figure = single(await inChild(bench, subject, ['heap', operation, file], String(count)));
  const { goal, share } = absolute('most', NOTHING_MB, 'MB');
  return {
    measure: `growth of the heap, ${operation} ${OPERATIONS} x 20 KB`,
    goal,
    figure,
    unit: 'MB',
    ratio: share(figure),
  };
}

/** A process each time: a peak is never taken back. */
async function inChild(
  bench: Bench,
  subject: Subject,
  args: readonly string[],
  ...last: readonly string[]
): Promise<number> {
  const { key } = bench;
  const all = ['--expose-gc', PROGRAM, ...args, key.file, key.recordFile, coreEntryOf(subject), ...last];
  const answer = JSON.parse(await runWell(process.execPath, all)) as { octets: number };
  return answer.octets / MEGA;
}
