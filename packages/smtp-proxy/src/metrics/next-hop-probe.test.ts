import { expect, test } from 'vitest';
import { nextHopProbe } from './next-hop-probe.js';

test('a thousand questions are one session, until the answer is 5 seconds old', async () => {
  let opened = 0;
  let time = 0;
  const answers = [null, 'the next hop refused the connection', null];
  const probe = nextHopProbe({
    open: async () => answers[opened++] ?? null,
    now: () => time,
  });
  const flood = (): Promise<(string | null)[]> => Promise.all(Array.from({ length: 1000 }, () => probe.ask()));
  expect(new Set(await flood())).toEqual(new Set([null]));
  time = 4_999;
  expect(await probe.ask()).toBeNull();
  expect(opened).toBe(1);
  time = 5_000;
  expect(new Set(await flood())).toEqual(new Set(['the next hop refused the connection']));
  expect(opened).toBe(2);
  time = 10_000;
  expect(await probe.ask()).toBeNull();
  expect(opened).toBe(3);
});

test('a fault is told to all who wait, and asked again', async () => {
  let opened = 0;
  const probe = nextHopProbe({
    open: async () => {
      opened += 1;
      throw new Error('broken');
    },
    now: () => 0,
  });
  await expect(Promise.all([probe.ask(), probe.ask()])).rejects.toThrow('broken');
  expect(opened).toBe(1);
  await expect(probe.ask()).rejects.toThrow('broken');
  expect(opened).toBe(2);
});
