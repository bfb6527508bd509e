/** All contestants at one task, in alternating rounds. */
import { statSync } from 'node:fs';
import type { Bench } from '../bench.js';
import type { MailName } from '../messages/store.js';
import type { Canonicalization } from '../signature-requests.js';
import { race, type Race } from '../measure/race.js';
import { FLOOR, HASH_ALONE, peersFor } from './contestants.js';
import type { Job } from './job.js';

export interface Task {
  readonly operation: Job['operation'];
  readonly mail: MailName;
  /** Default: relaxed. */
  readonly canonicalization?: Canonicalization;
  /** Default: 1. */
  readonly signatures?: number;
  /** Default: known. */
  readonly keys?: Job['keys'];
  /** Which peers take part, of those that are here. Default: all. */
  readonly peers?: readonly string[];
  /** Whether SHA-256 alone takes part, too. Default: no. */
  readonly withHash?: boolean;
}

export interface LibraryRace extends Race {
  /** Of the mail. */
  readonly octets: number;
  readonly peers: readonly string[];
}

export function raceAt(bench: Bench, task: Task): Promise<LibraryRace> {
  return bench.once(`library ${JSON.stringify(task)}`, async () => {
    const { operation, mail, canonicalization = 'relaxed', signatures = 1, keys = 'known', withHash = false } = task;
    const file =
      operation === 'sign'
        ? await bench.mails.plain(mail)
        : await bench.mails.signed(mail, { canonicalization, signatures });
    const job: Job = { operation, canonicalization, file, signatures, keys };
    const peers = peersFor(job).filter((peer) => task.peers?.includes(peer) ?? true);
    const names = [...bench.subjects.map(({ name }) => name), FLOOR, ...(withHash ? [HASH_ALONE] : []), ...peers];
    const { rounds, seconds, warmUpSeconds } = bench.effort;
    const runners = [];
    for (const name of names) {
      const worker = await bench.contestant(name);
      await worker.run(job, worker.warmsUp ? warmUpSeconds : 0);
      runners.push({ name, run: () => worker.run(job, seconds) });
    }
    return { ...(await race(runners, rounds)), octets: statSync(file).size, peers };
  });
}
