import { pino } from 'pino';
import { expect, test } from 'vitest';
import { openRegistry, type MetricsRegistry, type Snapshot } from './registry.js';
import { countsTeller, workerCounts } from './worker-counts.js';

/** A worker that has counted so many mails; what it sends to the primary process. */
async function worker(mails: number): Promise<Snapshot> {
  const { metrics, snapshot } = await openRegistry();
  const count = metrics.counter({ name: 'mails_total', help: 'x', labels: [], known: [{}] });
  for (let at = 0; at < mails; at += 1) count({});
  metrics.reading({ type: 'gauge', name: 'sessions', help: 'x', read: () => mails });
  return structuredClone(await snapshot());
}

async function told(registry: MetricsRegistry, snapshots: readonly Snapshot[]): Promise<readonly string[]> {
  return (await registry.text(snapshots)).split('\n').filter((line) => /^[a-z]/.test(line));
}

test('a counter goes on over the crash of a worker and what follows it; a gauge is what there is', async () => {
  const registry = await openRegistry();
  const counts = workerCounts({ ask: () => [], sumOfEnded: registry.sumOfEnded });
  const now = async (): Promise<readonly string[]> => told(registry, await counts.gather());
  counts.heard(1, null, await worker(3));
  counts.heard(2, null, await worker(5));
  expect(await now()).toEqual(['mails_total 8', 'sessions 8']);
  counts.heard(1, null, await worker(4));
  expect(await now()).toEqual(['mails_total 9', 'sessions 9']);
  counts.ended(1);
  expect(await now()).toEqual(['mails_total 9', 'sessions 5']);
  counts.heard(1, null, await worker(1));
  expect(await now()).toEqual(['mails_total 10', 'sessions 6']);
  counts.ended(1);
  counts.ended(2);
  counts.ended(2); // before it has told anything
  expect(await now()).toEqual(['mails_total 10']);
  expect(await counts.gather()).toHaveLength(1);
});

test('each is asked and waited for; one that ends meanwhile, or is silent, does not hold up the rest', async () => {
  const registry = await openRegistry();
  const asked: number[] = [];
  const counts = workerCounts({
    ask(round) {
      asked.push(round);
      return [1, 2, 3];
    },
    sumOfEnded: registry.sumOfEnded,
  });
  counts.heard(3, null, await worker(100));
  const gathered = counts.gather();
  const other = counts.gather();
  expect(asked).toEqual([1, 2]);
  counts.heard(1, 1, await worker(1));
  counts.heard(1, 2, await worker(2));
  counts.heard(2, 1, await worker(10));
  counts.ended(2);
  expect(await told(registry, await gathered)).toEqual(['mails_total 112', 'sessions 102']); // 3 at its last word
  expect(await told(registry, await other)).toEqual(['mails_total 112', 'sessions 102']);
});

test('what cannot be added up is told to who asks', async () => {
  const counts = workerCounts({ ask: () => [], sumOfEnded: () => Promise.reject(new Error('broken')) });
  counts.heard(1, null, []);
  counts.ended(1);
  await expect(counts.gather()).rejects.toThrow('broken');
});

test('a worker that cannot tell its counts says so in the log, and goes on', async () => {
  const lines: string[] = [];
  const teller = countsTeller({
    snapshot: () => Promise.reject(new Error('broken')),
    say: () => Promise.resolve(),
    log: pino({ base: null }, { write: (line: string) => void lines.push(line) }),
  });
  await teller.tell(null);
  teller.stop();
  expect(lines.join('')).toMatch(/broken.*what this worker has counted could not be told/);
});
