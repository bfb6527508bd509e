import { expect, test } from 'vitest';
import { cpuMs, perCpuSecond, perSecond, race, readRace, type Runner, type Sample } from './race.js';

const sample = { count: 10, wallSeconds: 4, cpuSeconds: 2 };

test('a sample reads as operations a second, by the clock and by CPU time', () => {
  expect(perSecond(sample)).toBe(2.5);
  expect(perCpuSecond(sample)).toBe(5);
  expect(cpuMs(sample)).toBe(200);
});

test('runners take turns, and every other round goes backwards', async () => {
  const order: string[] = [];
  const runner = (name: string): Runner => ({
    name,
    async run() {
      order.push(name);
      return sample;
    },
  });
  await race([runner('a'), runner('b')], 3);
  expect(order.join('')).toBe('abbaab');
});

test('a ratio is taken within each round: a machine that slows down for both changes nothing', () => {
  const samples = {
    ours: [ofSecond(50), ofSecond(5), ofSecond(10)],
    floor: [ofSecond(100), ofSecond(10), ofSecond(40)],
  };
  const { ratio } = readRace(new Map(Object.entries(samples)));
  expect(ratio('ours', 'floor', perSecond)).toEqual({ median: 0.5, least: 0.25, most: 0.5 });
});

test('who did not take part has no ratio', () => {
  const { ratio } = readRace(new Map([['ours', [sample]]]));
  expect(ratio('ours', 'libopendkim', perSecond)).toBeNull();
  expect(ratio('libopendkim', 'ours', perSecond)).toBeNull();
});

function ofSecond(count: number): Sample {
  return { count, wallSeconds: 1, cpuSeconds: 1 };
}
