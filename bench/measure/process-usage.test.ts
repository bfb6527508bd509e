import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cpuSecondsOf, peakMemoryOf } from './process-usage.js';

const WORK =
  'const end = process.cpuUsage().user + 3e5; while (process.cpuUsage().user < end); console.log(process.cpuUsage())';
const KEEP = 'globalThis.octets = Buffer.alloc(1e8, 1)';

test.skipIf(!existsSync('/proc/self/stat'))(
  'CPU time and peak memory of a process are what it counts itself',
  async () => {
    const child = spawn(process.execPath, ['-e', `${KEEP}; ${WORK}; setInterval(() => {}, 1000)`]);
    const [text] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
    const [, user = '', system = ''] = /user: (\d+), system: (\d+)/.exec(text) ?? [];
    const own = (Number(user) + Number(system)) / 1e6;
    const seen = cpuSecondsOf(child.pid ?? 0);
    const { octets, processes } = peakMemoryOf(child.pid ?? 0);
    const ended = once(child, 'exit');
    child.kill();
    await ended;
    expect(own).toBeGreaterThan(0.3);
    expect(Math.abs(seen - own)).toBeLessThan(0.05);
    expect(octets).toBeGreaterThan(1e8);
    expect(processes).toBe(1);
  },
);
