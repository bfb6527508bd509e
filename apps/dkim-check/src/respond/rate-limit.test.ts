import { expect, test } from 'vitest';
import { createRateLimit } from './rate-limit.js';

test('so many an hour to one address, whatever its case and what stands behind a plus', () => {
  const { take } = createRateLimit({ sender: 2, all: 100 });
  expect([take('a@example.com', 0), take('A@Example.com', 10), take('a+x@example.com', 20)]).toEqual([
    true,
    true,
    false,
  ]);
  expect(take('b@example.com', 20)).toBe(true);
  expect([take('a@example.com', 3599), take('a@example.com', 3600), take('a@example.com', 3601)]).toEqual([
    false,
    true,
    false,
  ]);
});

test('so many an hour in all', () => {
  const { take } = createRateLimit({ sender: 100, all: 3 });
  expect(['a', 'b', 'c', 'd'].map((name, at) => take(`${name}@example.com`, at))).toEqual([true, true, true, false]);
  expect([take('e@example.com', 3600), take('f@example.com', 3600)]).toEqual([true, false]);
});

test('what was refused counts for nothing', () => {
  const { take } = createRateLimit({ sender: 1, all: 2 });
  take('a@example.com', 0);
  for (let time = 1; time < 3600; time += 100) expect(take('a@example.com', time)).toBe(false);
  expect(take('b@example.com', 3599)).toBe(true);
});

test('what did not become an answer is given back, of its mailbox and in all', () => {
  const { take, giveBack } = createRateLimit({ sender: 1, all: 2 });
  expect([take('a@example.com', 0), take('b@example.com', 1)]).toEqual([true, true]);
  giveBack('A+x@example.com');
  giveBack('nobody@example.com');
  expect([take('b@example.com', 2), take('a@example.com', 2), take('c@example.com', 2)]).toEqual([false, true, false]);
});

test('a mailbox that counts still is known after ten thousand others', () => {
  const { take } = createRateLimit({ sender: 1, all: 3 });
  let last = '';
  for (let at = 0; at < 10_000; at += 1) {
    last = `a${at}@example.com`;
    expect(take(last, at * 1300)).toBe(true);
    expect(take(last, at * 1300 + 1)).toBe(false);
  }
  expect(take(last, 9999 * 1300 + 3599)).toBe(false);
});
