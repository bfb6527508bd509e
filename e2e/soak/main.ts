/** `npm run soak -- [--minutes N] [--seed N]`: both programs under load; a line a minute, a verdict, exit status 1 if it is bad. */
import { parseArgs } from 'node:util';
import { lacks } from '../harness/needs.js';
import { openStage } from '../harness/stage.js';
import { runSoak } from './soak.js';

if (lacks('openssl')) process.exit(1);

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
  },
});

const stage = openStage();
try {
  const { faults } = await runSoak(stage, {
    durationMs: Number(values.minutes) * 60_000,
    seed: Number(values.seed),
    reportMs: 60_000,
    print: (line) => console.log(line),
  });
  for (const fault of faults) console.log(`FAULT ${fault}`);
  console.log(faults.length === 0 ? 'good: memory flat, no descriptor left, counts add up' : 'bad');
  process.exitCode = faults.length === 0 ? 0 : 1;
} finally {
  await stage.end();
}
