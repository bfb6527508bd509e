import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { cpuSecondsOf, peakMemoryOf } from './process-usage.js';

/** Half a second of work and 100 MB; then it stops itself, so that nothing is added while it is looked at. */
const PROGRAM = `
  const octets = Buffer.alloc(1e8, 1);
  while (process.cpuUsage().user < 5e5);
  const { user, system } = process.cpuUsage();
  require('fs').writeSync(1, JSON.stringify({ seconds: (user + system) / 1e6, octets: octets.length }));
  process.kill(process.pid, 'SIGSTOP');
`;

test('CPU time and peak memory of a process are what it counts itself', { timeout: 30_000 }, async () => {
  const child = spawn(process.execPath, ['-e', PROGRAM]);
  const [text] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  const own = JSON.parse(text) as { seconds: number; octets: number };
  const pid = child.pid ?? 0;
  const seen = { seconds: cpuSecondsOf(pid), ...peakMemoryOf(pid) };
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
  expect(Math.abs(seen.seconds - own.seconds)).toBeLessThan(0.1);
  expect(seen.octets).toBeGreaterThan(own.octets);
  expect(seen.octets).toBeLessThan(2.5 * own.octets);
  expect(seen.processes).toBe(1);
});
