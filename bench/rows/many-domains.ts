/** P10: a start with 5,000 domains, each with a key file of its own. */
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from '../bench.js';
import { spreadOf } from '../measure/statistics.js';
import { startProxy } from '../proxy/targets.js';
import { selectorAt } from '../signature-requests.js';
import { absolute, type Row } from '../row.js';

const DOMAINS = 5000;

export const MANY_DOMAINS: Row = {
  number: 'P10',
  async measure(bench, subject) {
    const map = await bench.once('sender map', () => writeSenderMap(bench));
    const seconds = [];
    for (let round = 0; round < Math.min(bench.effort.rounds, 3); round += 1) {
      const start = performance.now();
      const { daemon } = await startProxy(bench, subject, 'out', `sender_map ${map}\n`);
      seconds.push((performance.now() - start) / 1000);
      await daemon.end();
    }
    const figure = spreadOf(seconds);
    const { goal, share } = absolute('most', 1, 's');
    return [{ measure: `start with ${DOMAINS} domains and keys`, goal, figure, unit: 's', ratio: share(figure) }];
  },
};

/** Copies of one key: making so many takes an hour, and each file is read and checked all the same. */
async function writeSenderMap(bench: Bench): Promise<string> {
  const folder = join(bench.stage.folder, 'keys');
  mkdirSync(folder);
  const lines = Array.from({ length: Math.ceil(DOMAINS * bench.effort.share) }, (_, index) => {
    const file = join(folder, `${index}.pem`);
    copyFileSync(bench.key.file, file);
    return `customer${index}.example dkim(s=${selectorAt(0)},key=${file})\n`;
  });
  return bench.stage.write('senders', lines.join(''));
}
