import { expect, test, vi } from 'vitest';
import { countingMetrics } from '../../test/counting-metrics.js';
import { measureProcess } from './process-metrics.js';

vi.setConfig({ testTimeout: 60_000 });

test('the process tells of itself, and how long its event loop was held up', async () => {
  const metrics = countingMetrics();
  const stop = measureProcess(metrics, { name: 'stamp', version: '1.2.3', startedAt: 1_700_000_000 });
  const readings = metrics.readings();
  expect(readings).toMatchObject({ dkimproxy_build_info: 1, process_start_time_seconds: 1_700_000_000 });
  expect(readings['process_resident_memory_bytes']).toBeGreaterThan(10e6);
  expect(readings['process_cpu_seconds_total']).toBeGreaterThan(0);
  expect(readings['process_open_fds']).toBeGreaterThan(2);

  await new Promise((resolve) => setTimeout(resolve, 100)); // the measuring has begun
  const until = performance.now() + 300;
  while (performance.now() < until);
  const lags = (): readonly number[] => metrics.measured('dkimproxy_event_loop_lag_seconds');
  await vi.waitFor(() => expect(Math.max(...lags())).toBeGreaterThan(0.2), { timeout: 30_000 });
  stop();
});

test('without a descriptor left, what is read from /proc is what it was', () => {
  const metrics = countingMetrics();
  measureProcess(metrics, { name: 'stamp', version: '1.2.3', startedAt: 0 })();
  const before = metrics.readings()['process_resident_memory_bytes'];
  const rss = vi.spyOn(process.memoryUsage, 'rss').mockImplementation(() => {
    throw Object.assign(new Error('EMFILE: too many open files'), { code: 'EMFILE' });
  });
  expect(metrics.readings()['process_resident_memory_bytes']).toBe(before);
  rss.mockRestore();
});
