import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { spoolSpace } from './spool-space.js';

test('S-207: there is room up to the limit, and again when some was given back', async () => {
  const space = spoolSpace(() => ({ dir: tmpdir(), limit: 100 }));
  expect(await space.take(60)).toBe(true);
  expect(await space.take(41)).toBe(false);
  expect(await space.take(40)).toBe(true);
  expect(space.used()).toBe(100);
  expect(await space.take(1)).toBe(false);
  space.giveBack(60);
  expect(await space.take(60)).toBe(true);
  space.giveBack(100);
  expect(space.used()).toBe(0);
});

test('without a limit it is 90 % of the free space, asked for anew each second', async () => {
  let free = 1000;
  let time = 0;
  const space = spoolSpace(() => ({ dir: '/spool', limit: null }), { freeSpace: async () => free, now: () => time });
  expect(await space.take(900)).toBe(true);
  expect(await space.take(1)).toBe(false);
  free = 100; // 900 of them are ours
  time = 1001;
  expect(await space.take(90)).toBe(true);
  expect(await space.take(1)).toBe(false);
  free = 10_000; // somebody has cleared up
  time = 2002;
  expect(await space.take(9000)).toBe(true);
});

test('who comes while we ask waits for the answer, and is not told that nothing is free', async () => {
  let answer: ((free: number) => void) | undefined;
  const questions: string[] = [];
  const space = spoolSpace(() => ({ dir: '/spool', limit: null }), {
    freeSpace(dir) {
      questions.push(dir);
      return new Promise((resolve) => {
        answer = resolve;
      });
    },
  });
  const taken = Promise.all([space.take(500), space.take(400), space.take(1)]);
  answer?.(1000);
  expect(await taken).toEqual([true, true, false]);
  expect(questions).toEqual(['/spool']);
});

test('a folder that is not there is a fault, each time, and not a full disk', async () => {
  const space = spoolSpace(() => ({ dir: '/no/such/folder', limit: null }));
  await expect(space.take(1)).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(space.take(1)).rejects.toMatchObject({ code: 'ENOENT' });
  expect(space.used()).toBe(0);
});

test('the disk of this machine has room for an octet', async () => {
  expect(await spoolSpace(() => ({ dir: tmpdir(), limit: null })).take(1)).toBe(true);
});

test('a limit is divided among workers, free space is not', async () => {
  const second = { number: 2, of: 2 };
  const limited = spoolSpace(() => ({ dir: '/spool', limit: 101 }), { share: second });
  expect([await limited.take(50), await limited.take(1)]).toEqual([true, false]);
  const free = spoolSpace(() => ({ dir: '/spool', limit: null }), { share: second, freeSpace: async () => 1000 });
  expect(await free.take(900)).toBe(true);
});
