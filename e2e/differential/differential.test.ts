/** Random messages through us, Mail::DKIM, dkimpy and libopendkim, both ways, and each once more with an octet changed. */
import { afterAll, describe, expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { lacks } from '../harness/needs.js';
import { openStage } from '../harness/stage.js';
import { DIFFERENCES } from './differences.js';
import { NEEDED_BY_PEERS, startWorld } from './peers.js';
import { runDifferential } from './run.js';

const RUNS = 2000;
const SEED = 6376;

const stage = openStage();
afterAll(() => stage.end());

describe.skipIf(lacks(...NEEDED_BY_PEERS))('beside three other implementations', () => {
  test(`${RUNS} random messages get the same verdict everywhere, but for differences that we know`, async () => {
    const report = await runDifferential(await startWorld(stage), { runs: RUNS, seed: SEED });
    console.log(`${report.messages} messages, ${report.compared} verdicts compared`);
    expect(
      report.unexplained.map(({ message, ...rest }) => ({ ...rest, message: message.toString('latin1') })),
    ).toEqual([]);
    expect(report.messages).toBe(RUNS);
    // Each direction was really tried: peers signed, and changed messages still had a signature.
    for (const name of ['Mail::DKIM', 'dkimpy', 'OpenDKIM']) {
      expect(report.signedBy.get(name)?.signed).toBeGreaterThan(RUNS / 6);
    }
    expect(report.changed).toBeGreaterThan(RUNS / 3);
  }, 300_000);
});

test('each known difference stands in docs/peer-differences.md, with its rule', () => {
  const page = readFileSync(new URL('../../docs/peer-differences.md', import.meta.url), 'utf8');
  const missing = DIFFERENCES.filter(({ peer, id, rule }) => !page.includes(`| ${peer} | ${id} | ${rule} |`));
  expect(missing.map(({ peer, id, rule }) => `| ${peer} | ${id} | ${rule} |`)).toEqual([]);
});
