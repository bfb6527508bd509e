import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { inOrder } from './in-order.js';

async function* upTo(end: number): AsyncGenerator<number> {
  for (let at = 0; at < end; at += 1) yield at;
}

test('results come in the order of the things, and no more are under way than allowed', async () => {
  let underWay = 0;
  let most = 0;
  const results: number[] = [];
  const work = async (thing: number): Promise<number> => {
    underWay += 1;
    most = Math.max(most, underWay);
    for (let turn = 0; turn <= (thing * 7) % 5; turn += 1) await setImmediate();
    underWay -= 1;
    return thing * 2;
  };
  for await (const result of inOrder(upTo(50), 4, work)) results.push(result);
  expect(results).toEqual(Array.from({ length: 50 }, (_, at) => at * 2));
  expect(most).toBe(4);
});

test('a failure comes out in its place', async () => {
  const results: number[] = [];
  const all = async (): Promise<void> => {
    for await (const result of inOrder(upTo(9), 3, failsAtTwo)) results.push(result);
  };
  await expect(all()).rejects.toThrow('no');
  expect(results).toEqual([0, 1]);
});

const failsAtTwo = (thing: number): Promise<number> =>
  thing === 2 ? Promise.reject(new Error('no')) : Promise.resolve(thing);
