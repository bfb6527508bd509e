/** The short form of `npm run soak`: the same code for two minutes. */
import { afterAll, describe, expect, test } from 'vitest';
import { lacks } from '../harness/needs.js';
import { proves } from '../harness/proves.js';
import { openStage } from '../harness/stage.js';
import { quarters, runSoak } from '../soak/soak.js';

const DURATION_MS = Number(process.env['SOAK_SECONDS'] ?? 120) * 1000;

describe.skipIf(lacks('openssl'))('soak', () => {
  const stage = openStage();
  afterAll(() => stage.end());

  proves(
    'soak',
    'both programs, 100 sessions, mixed sizes, random disconnects',
    async () => {
      const { faults } = await runSoak(stage, {
        durationMs: DURATION_MS,
        seed: 1,
        reportMs: 20_000,
        print: (line) => console.log(line),
      });
      expect(faults).toEqual([]);
    },
    300_000,
  );
});

test('growth is judged between the second and the last quarter, by what stays', () => {
  expect(quarters([0, 0, 0, 0, 10, 11, 50, 12, 1, 1, 1, 1, 21, 20, 99, 98])).toEqual({ second: 11, last: 21 });
});
