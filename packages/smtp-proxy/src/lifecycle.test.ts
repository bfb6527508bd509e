import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { serve, type LifecycleParts } from './lifecycle.js';
import { unmonitored } from './metrics/monitor.js';

let stderr: string;
let before: readonly (readonly [NodeJS.Signals, NodeJS.SignalsListener])[];

const SIGNALS = ['SIGHUP', 'SIGTERM', 'SIGINT'] as const;
const listeners = (): typeof before =>
  SIGNALS.flatMap((signal) => process.listeners(signal).map((listener) => [signal, listener] as const));

beforeEach(() => {
  stderr = '';
  before = listeners();
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    stderr += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  for (const [signal, listener] of ours()) process.off(signal, listener);
});

function ours(): typeof before {
  return listeners().filter(([signal, listener]) => !before.some(([s, l]) => s === signal && l === listener));
}

/** To our listeners alone, not to those of the test runner. */
function raise(signal: NodeJS.Signals): void {
  for (const [name, listener] of ours()) if (name === signal) listener(signal);
}

const AT = { kind: 'tcp', host: '127.0.0.1', port: 10_027 } as const;

/** A life with a relay that does as it is told. */
function life(
  changes: Partial<LifecycleParts> = {},
  hindrance: Error | null = null,
): {
  events: unknown[];
  status: Promise<number>;
  ready: Promise<void>;
} {
  const events: unknown[] = [];
  let isReady: (() => void) | undefined;
  const ready = new Promise<void>((resolve) => {
    isReady = resolve;
  });
  const status = serve({
    name: 'stamp',
    version: '1.0.0',
    service: {
      listen: async () => {
        events.push('listen');
        return AT;
      },
      shutdown: async (timeoutMs) => void events.push(['shutdown', timeoutMs]),
      sessions: () => 0,
      start: async () => undefined,
      gather: async () => [],
      hindrance: () => null,
    },
    places: [AT],
    expected: AT,
    nextHop: AT,
    identity: { user: null, group: null },
    pidfile: null,
    shutdownTimeoutMs: () => 60_000,
    log: {
      log: pino(
        { base: null },
        { write: (line: string) => void events.push((JSON.parse(line) as { msg: string }).msg) },
      ),
      pass: () => undefined,
      reopen: () => {
        events.push('reopen');
        return hindrance;
      },
      close: async () => undefined,
    },
    reload: async () => {
      events.push('reload');
      return true;
    },
    manager: { ready: () => undefined, reloading: () => undefined, stopping: () => Promise.resolve() },
    monitor: unmonitored,
    tryNextHop: async () => null,
    onReady: () => isReady?.(),
    ...changes,
  });
  return { events, status, ready };
}

test.each(['SIGTERM', 'SIGINT'] as const)('S-219: %s ends it with 0, and the pid file is gone', async (signal) => {
  const pidfile = join(mkdtempSync(join(tmpdir(), 'life-')), 'x.pid');
  const { events, status, ready } = life({ pidfile });
  await ready;
  expect(readFileSync(pidfile, 'utf8')).toBe(`${process.pid}\n`);
  raise(signal);
  expect(await status).toBe(0);
  expect(existsSync(pidfile)).toBe(false);
  expect(events).toEqual(['listen', 'ready', expect.stringContaining('stopping'), ['shutdown', 60_000], 'stopped']);
});

test('SIGHUP opens the log anew, reloads, and life goes on', async () => {
  const { events, status, ready } = life();
  await ready;
  raise('SIGHUP');
  await vi.waitFor(() => expect(events.slice(2)).toEqual(['reopen', 'the log was opened anew', 'reload']));
  raise('SIGTERM');
  expect(await status).toBe(0);
});

test('SIGHUP before it is ready: the reload comes then', async () => {
  const { events, status, ready } = life();
  raise('SIGHUP');
  await ready;
  await vi.waitFor(() => expect(events).toContain('reload'));
  expect(events.indexOf('reload')).toBeGreaterThan(events.indexOf('ready'));
  raise('SIGTERM');
  expect(await status).toBe(0);
});

test('several SIGHUP: one reload after the other', async () => {
  const ends: (() => void)[] = [];
  const reload = (): Promise<boolean> => new Promise((resolve) => void ends.push(() => resolve(true)));
  const { status, ready } = life({ reload });
  await ready;
  raise('SIGHUP');
  raise('SIGHUP');
  await vi.waitFor(() => expect(ends).toHaveLength(1));
  ends[0]?.();
  await vi.waitFor(() => expect(ends).toHaveLength(2));
  raise('SIGTERM');
  expect(await status).toBe(0);
});

test('a log that cannot be opened anew is said to be none', async () => {
  const { events, status, ready } = life({}, new Error('EACCES'));
  await ready;
  raise('SIGHUP');
  expect(events.slice(2, 4)).toEqual(['reopen', 'the log could not be opened anew; the old file is written on']);
  raise('SIGTERM');
  expect(await status).toBe(0);
});

test('S-219: a second SIGTERM does not cut short the sessions in progress', async () => {
  let finish: (() => void) | undefined;
  const shutdown = vi.fn<(timeoutMs: number) => Promise<void>>(
    () =>
      new Promise((resolve) => {
        finish = resolve;
      }),
  );
  const { events, status, ready } = life({
    service: {
      listen: async () => AT,
      shutdown,
      sessions: () => 1,
      start: async () => undefined,
      gather: async () => [],
      hindrance: () => null,
    },
  });
  await ready;
  raise('SIGTERM');
  await vi.waitFor(() => expect(shutdown).toHaveBeenCalled());
  raise('SIGTERM');
  expect(events.at(-1)).toBe('still finishing the sessions in progress');
  finish?.();
  expect(await status).toBe(0);
  expect(shutdown).toHaveBeenCalledOnce();
});

test('an address that is taken: status 1, and standard error says which', async () => {
  const service = {
    listen: () => Promise.reject(new Error('listen EADDRINUSE')),
    shutdown: async () => undefined,
    sessions: () => 0,
    start: async () => undefined,
    gather: async () => [],
    hindrance: () => null,
  };
  expect(await life({ service }).status).toBe(1);
  expect(stderr).toBe('stamp: cannot listen on 127.0.0.1:10027: listen EADDRINUSE\n');
});

test('a metrics port that is taken: status 1, and standard error says which option', async () => {
  const monitor = {
    ...unmonitored,
    endpoint: { kind: 'tcp', host: '127.0.0.1', port: 9110 } as const,
    listen: () => Promise.reject(new Error('listen EADDRINUSE')),
  };
  const { events, status } = life({ monitor });
  expect(await status).toBe(1);
  expect(stderr).toBe('stamp: cannot listen on 127.0.0.1:9110 (metrics_listen): listen EADDRINUSE\n');
  expect(events.at(-1)).toEqual(['shutdown', 0]);
});

test('the monitor hears of each step', async () => {
  const heard: string[] = [];
  const { status, ready } = life({
    monitor: {
      ...unmonitored,
      endpoint: { kind: 'tcp', host: '127.0.0.1', port: 9110 },
      listen: async () => void heard.push('listen'),
      opened: () => void heard.push('opened'),
      stopping: () => void heard.push('stopping'),
      close: () => void heard.push('close'),
    },
    service: {
      listen: async () => AT,
      start: async () => undefined,
      gather: async () => [],
      hindrance: () => null,
      shutdown: async () => void heard.push('shutdown'),
      sessions: () => 0,
    },
  });
  await ready;
  raise('SIGTERM');
  await status;
  expect(heard).toEqual(['listen', 'opened', 'stopping', 'shutdown', 'close']);
});

test('a pid file that cannot be written: status 1, and nobody is listened to', async () => {
  const { events, status } = life({ pidfile: '/no/such/folder/x.pid' });
  expect(await status).toBe(1);
  expect(stderr).toMatch(/^stamp: cannot write the pid file \/no\/such\/folder\/x\.pid: ENOENT/);
  expect(events.at(-1)).toEqual(['shutdown', 0]);
});

test('systemd is told: ready, reloading and what became of it, stopping', async () => {
  const told: string[] = [];
  const manager = {
    ready: (text: string) => void told.push(`ready: ${text}`),
    reloading: () => void told.push('reloading'),
    stopping: async () => void told.push('stopping'),
  };
  const { status, ready } = life({ manager, reload: async () => false });
  await ready;
  raise('SIGHUP');
  await vi.waitFor(() => expect(told).toHaveLength(3));
  raise('SIGTERM');
  expect(await status).toBe(0);
  expect(told).toEqual([
    'ready: Listening on 127.0.0.1:10027, relaying to 127.0.0.1:10027',
    'reloading',
    'ready: The last reload failed, the configuration before it is in force; see the log',
    'stopping',
  ]);
});

test.each([
  { listen: null, warnings: 0 },
  { listen: { ...AT, host: '*' } as const, warnings: 1 },
  { listen: AT, warnings: 0 },
])('a socket that was handed over is used; where it is not what listen says there is a warning', async (one) => {
  const { events, status, ready } = life({ places: [{ kind: 'inherited', fd: 3 }], expected: one.listen });
  await ready;
  raise('SIGTERM');
  expect(await status).toBe(0);
  expect(events.filter((event) => String(event).includes('which listen says'))).toHaveLength(one.warnings);
});
