import { expect, test } from 'vitest';
import { openRegistry, type MetricsRegistry, type Snapshot } from './registry.js';
import { workerCounts } from './worker-counts.js';

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
  const counts = workerCounts(registry.sumOfEnded);
  const now = async (): Promise<readonly string[]> => told(registry, await counts.snapshots());
  counts.heard(1, await worker(3));
  counts.heard(2, await worker(5));
  expect(await now()).toEqual(['mails_total 8', 'sessions 8']);
  counts.heard(1, await worker(4));
  expect(await now()).toEqual(['mails_total 9', 'sessions 9']);
  counts.ended(1);
  expect(await now()).toEqual(['mails_total 9', 'sessions 5']);
  counts.heard(1, await worker(1));
  expect(await now()).toEqual(['mails_total 10', 'sessions 6']);
  counts.ended(1);
  counts.ended(2);
  counts.ended(2); // before it has told anything
  expect(await now()).toEqual(['mails_total 10']);
  expect(await counts.snapshots()).toHaveLength(1);
});

test('what cannot be added up is told to who asks', async () => {
  const counts = workerCounts(() => Promise.reject(new Error('broken')));
  counts.heard(1, []);
  counts.ended(1);
  await expect(counts.snapshots()).rejects.toThrow('broken');
});
