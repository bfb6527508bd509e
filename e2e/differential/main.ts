/** `npm run differential -- [--runs N] [--seed N] [--only ODDITY] [--most N] [--out FOLDER]`: random messages through us and the peers. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { lacks } from '../harness/needs.js';
import { openStage } from '../harness/stage.js';
import { ODDITIES, type Oddity } from './generator.js';
import { NEEDED_BY_PEERS, startWorld } from './peers.js';
import { runDifferential } from './run.js';

if (lacks(...NEEDED_BY_PEERS)) process.exit(1);

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '2000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    only: { type: 'string' },
    most: { type: 'string', default: '20' },
    out: { type: 'string', default: 'reports/differential' },
  },
});
function oddity(name: string | undefined): Oddity | 'none' | null {
  if (name === undefined || name === 'none') return name ?? null;
  const known = ODDITIES.find((one) => one === name);
  if (known === undefined) throw new Error(`--only takes none, ${ODDITIES.join(', ')}`);
  return known;
}

const stage = openStage();
try {
  const world = await startWorld(stage);
  const seed = Number(values.seed);
  const report = await runDifferential(world, {
    runs: Number(values.runs),
    seed,
    only: oddity(values.only),
    most: Number(values.most),
    progress: (messages) => {
      if (messages % 1000 === 0) console.error(`${messages} messages`);
    },
  });
  console.log(`seed ${seed}: ${report.messages} messages, ${report.compared} verdicts compared`);
  for (const [name, { signed, refused }] of report.signedBy)
    console.log(`  ${name} signed ${signed}, refused ${refused}`);
  console.log(`  ${report.changed} changed messages still had a signature`);
  for (const [why, count] of [...report.explained].toSorted(([a], [b]) => a.localeCompare(b)))
    console.log(`  ${count}  ${why}`);
  for (const [index, { of, peer, ours, theirs, message }] of report.unexplained.entries()) {
    mkdirSync(values.out, { recursive: true });
    const file = join(values.out, `${index}.eml`);
    writeFileSync(file, message);
    console.log(`${file}: ${of}: ${peer} says "${theirs}", we "${ours}"`);
  }
  console.log(`${report.unexplained.length} disagreements without an explanation`);
  process.exitCode = report.unexplained.length === 0 ? 0 : 1;
} finally {
  await stage.end();
}
