import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Configured, ConfigureParts } from './configuration.js';
import { runProxy } from './run-proxy.js';
import type { Setting } from './settings/setting.js';
import { parseText } from './settings/values.js';

const settings = {
  stamp: { name: 'stamp', argument: 'TEXT', help: 'What is put on top.', parse: parseText } satisfies Setting<string>,
};
const GOOD: Configured = {
  handler: async () => ({
    action: 'relay',
    top: new Uint8Array(),
    remove: [],
    report: { level: 'info', message: '', fields: {} },
  }),
  faults: [],
  warnings: [],
};
let stdout: string;
let stderr: string;

beforeEach(() => {
  stdout = '';
  stderr = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    stderr += String(text);
    return true;
  });
});
afterEach(() => void vi.restoreAllMocks());

function run(
  argv: readonly string[],
  configure: (parts: ConfigureParts<typeof settings>) => Promise<Configured> = async () => GOOD,
): Promise<number> {
  return runProxy({ name: 'stamp', version: '1.2.3', purpose: 'an SMTP proxy that stamps', settings, configure }, argv);
}

test('--help tells the options of the program and of every proxy', async () => {
  expect(await run(['--help'])).toBe(0);
  expect(stdout).toContain('  --stamp=TEXT\n      What is put on top.\n');
  expect(stdout).toContain('  --listen=HOST:PORT|unix:PATH\n');
  expect(stderr).toBe('');
});

test('--version tells name and version, whatever else is wrong', async () => {
  expect(await run(['--version', '--listn=1'])).toBe(0);
  expect([stdout, stderr]).toEqual(['stamp 1.2.3\n', '']);
});

test('--check: a good configuration is 0, and nothing listens', async () => {
  expect(await run(['--check', '127.0.0.1:1', '127.0.0.1:2'])).toBe(0);
  expect(stdout).toBe('The configuration is good.\n');
});

test('faults of options, machine and program are told together, with 2, before anything listens', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'run-'));
  const conf = join(folder, 'x.conf');
  writeFileSync(conf, 'stamp\nrelay 127.0.0.1:2\nlisten 127.0.0.1:1\nspool_dir none\nkeepalive never\nworkers 65\n');
  const status = await run([`--conf_file=${conf}`], async ({ origins }) => ({
    ...GOOD,
    faults: [{ option: 'relay', ...(origins.relay?.[0] ?? { file: null, line: null }), message: 'not there' }],
    warnings: [{ option: '', file: null, line: null, message: 'by the way' }],
  }));
  expect(status).toBe(2);
  expect(stdout).toBe('');
  const lines = stderr.trim().split('\n');
  expect(lines).toContain('stamp: warning: by the way');
  const faults = lines.filter((line) => line.startsWith('stamp: fault: '));
  expect(faults.map((line) => line.slice('stamp: fault: '.length))).toEqual([
    `${conf}:1: stamp: a value is needed: TEXT`,
    `${conf}:2: relay: not there`,
    expect.stringContaining(`${conf}:4: spool_dir: nothing can be written to ${join(folder, 'none')}`),
    `${conf}:5: keepalive: "never" is no time; write seconds, or 30s, 5m, 2h`,
    `${conf}:6: workers: "65" is not a whole number from 1 to 64`,
  ]);
});

test('a file that cannot be read is the one fault that is told: what it would have said is missing everywhere', async () => {
  const status = await run(['--conf_file=/no/such/file.conf', '--keepalive=never']);
  expect(status).toBe(2);
  expect(stderr.trim().split('\n')).toEqual([
    "stamp: fault: --conf_file: /no/such/file.conf cannot be read: ENOENT: no such file or directory, open '/no/such/file.conf'",
    'stamp: fault: --keepalive: "never" is no time; write seconds, or 30s, 5m, 2h',
  ]);
});

test('the program gets values, their places, and our name', async () => {
  let seen: unknown;
  await run(['--check', '--hostname=mx.example', '--stamp=x', '127.0.0.1:1', '127.0.0.1:2'], async (parts) => {
    const { values, origins, hostname, identity } = parts;
    seen = { stamp: values.stamp, at: origins.stamp, hostname, identity };
    return GOOD;
  });
  expect(seen).toEqual({
    stamp: 'x',
    at: [{ file: null, line: null }],
    hostname: 'mx.example',
    identity: { user: null, group: null },
  });
});
