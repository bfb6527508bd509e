import { expect, test } from 'vitest';
import { proxySettings } from './proxy-settings.js';
import { readSettings } from './read-settings.js';
import { endpointAt, relaySettingsOf } from './relay-settings.js';

const relay = { kind: 'tcp', host: '127.0.0.1', port: 10_028 } as const;

async function settingsOf(file: string): Promise<ReturnType<typeof relaySettingsOf>> {
  const { values, origins } = await readSettings(proxySettings, ['--conf_file=/etc/dkim/x.conf'], {
    readFile: async () => file,
    cwd: '/home',
  });
  return relaySettingsOf(values, origins, {
    hostname: 'mx.example',
    relay,
    cwd: '/home',
    tls: { clientTls: null, relayTls: null },
  });
}

test('S-212, S-213: the time limits are those of RFC 5321 where nothing else is said', async () => {
  const { timeouts, keepaliveMs } = await settingsOf('');
  expect(timeouts).toEqual({
    connect: 10_000,
    greeting: 60_000,
    mail: 300_000,
    rcpt: 300_000,
    data: 120_000,
    block: 180_000,
    end: 600_000,
    idle: 300_000,
  });
  expect(keepaliveMs).toBe(30_000);
});

test('S-212: each time limit is an option of its own', async () => {
  const names = ['connect', 'greeting', 'mail', 'rcpt', 'data', 'block', 'end', 'idle'];
  const { timeouts } = await settingsOf(names.map((name, index) => `timeout_${name} ${index + 1}m\n`).join(''));
  expect(Object.entries(timeouts)).toEqual(names.map((name, index) => [name, 60_000 * (index + 1)]));
});

test('who may connect, and whose XFORWARD is believed: loopback and unix sockets; private networks may connect', async () => {
  const { allow, xforwardAllowed } = await settingsOf('');
  for (const address of ['127.0.0.1', '::1', null]) {
    expect([allow(address), xforwardAllowed(address)]).toEqual([true, true]);
  }
  expect([allow('192.168.1.2'), xforwardAllowed('192.168.1.2')]).toEqual([true, false]);
  expect([allow('192.0.2.1'), xforwardAllowed('192.0.2.1')]).toEqual([false, false]);
});

test('large messages lie in /var/tmp past 256 KiB; a folder of its own is relative to the file', async () => {
  expect((await settingsOf('')).spool).toEqual({ dir: '/var/tmp', threshold: 262_144, limit: null });
  expect((await settingsOf('spool_dir spool\nspool_threshold 1M\n')).spool).toEqual({
    dir: '/etc/dkim/spool',
    threshold: 1_048_576,
    limit: null,
  });
});

test('a unix socket is relative to the file that names it', () => {
  const origin = { file: '/etc/dkim/x.conf', line: 1 };
  expect(endpointAt({ kind: 'unix', path: 'a.sock' }, origin, '/home')).toEqual({
    kind: 'unix',
    path: '/etc/dkim/a.sock',
  });
  expect(endpointAt({ kind: 'unix', path: 'a.sock' }, undefined, '/home')).toEqual({
    kind: 'unix',
    path: '/home/a.sock',
  });
});

test('1.4.1 named a file for debugtrace; the dialogue is in the log now', async () => {
  expect((await settingsOf('debugtrace /tmp/trace\n')).trace).toBe(true);
  expect((await settingsOf('debugtrace no\n')).trace).toBe(false);
  expect((await settingsOf('debugtrace\n')).trace).toBe(true);
});
