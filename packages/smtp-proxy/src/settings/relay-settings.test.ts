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

test('S-224: who may connect: loopback, unix sockets, private networks; XFORWARD and XCLIENT of these last are not believed', async () => {
  const { allow, xforwardAllowed, xclientAllowed } = await settingsOf('');
  const rights = (address: string | null): readonly boolean[] =>
    [allow, xforwardAllowed, xclientAllowed].map((isListed) => isListed(address));
  for (const address of ['127.0.0.1', '::1', null]) expect(rights(address)).toEqual([true, true, true]);
  for (const address of ['192.168.1.2', '10.1.2.3', 'fd00::1']) expect(rights(address)).toEqual([true, false, false]);
  for (const address of ['192.0.2.1', '2001:db8::1']) expect(rights(address)).toEqual([false, false, false]);
});

test('large messages lie in /var/tmp past 256 KiB; a folder of its own is relative to the file', async () => {
  expect((await settingsOf('')).spool).toEqual({
    dir: '/var/tmp',
    threshold: 262_144,
    memory: 20_971_520,
    limit: null,
  });
  expect((await settingsOf('spool_dir spool\nspool_threshold 1M\n')).spool).toEqual({
    dir: '/etc/dkim/spool',
    threshold: 1_048_576,
    memory: 0,
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

test('S-207, S-215, S-246: the limits where nothing else is said', async () => {
  const { limits, spool, proxyPeers, sendXclient } = await settingsOf('');
  expect(limits).toEqual({
    messageSize: null,
    recipients: null,
    commandLength: 4096,
    sessions: 100,
    sessionsPerClient: null,
  });
  expect(spool.limit).toBeNull(); // 90 % of the free space
  expect(proxyPeers).toBeNull();
  expect(sendXclient).toBe(false);
});

test('S-207, S-215, S-246: each limit is an option of its own', async () => {
  const { limits, spool } = await settingsOf(
    'max_message_size 10M\nmax_recipients 50\nmax_command_length 512\nmax_sessions 1000\nmax_sessions_per_client 7\nspool_limit 2G\n',
  );
  expect(limits).toEqual({
    messageSize: 10_485_760,
    recipients: 50,
    commandLength: 512,
    sessions: 1000,
    sessionsPerClient: 7,
  });
  expect(spool.limit).toBe(2_147_483_648);
});

test.each([
  { option: 'max_message_size', bad: ['0', '-1', '10 MB', 'x', '9999999999999999'], good: ['1', '1k'] },
  { option: 'max_recipients', bad: ['0', '1000001', '1.5', 'none'], good: ['1', '1000000'] },
  { option: 'max_command_length', bad: ['511', '65537', '4k'], good: ['512', '65536'] },
  { option: 'max_sessions', bad: ['0', '100001', ''], good: ['1', '100000'] },
  { option: 'max_sessions_per_client', bad: ['0', '100001'], good: ['1', '100000'] },
  { option: 'spool_limit', bad: ['0', '10 %', 'all'], good: ['1', '1G'] },
  { option: 'shutdown_timeout', bad: ['0', '25d', 'soon'], good: ['1', '24d'] },
  { option: 'timeout_idle', bad: ['0', '5 minutes', '25d'], good: ['1', '5m', '1h'] },
  { option: 'proxy_protocol', bad: ['192.0.2.0/33', 'balancer.example'], good: ['yes', 'no', '192.0.2.0/24,unix'] },
  { option: 'xclient_hosts', bad: ['', 'mail.example'], good: ['loopback', '[::1],192.0.2.7'] },
  { option: 'send_xclient', bad: ['sometimes'], good: ['yes', 'no'] },
])('$option takes its own kind of value and no other, and the fault names the line', async ({ option, bad, good }) => {
  const faultsOf = async (value: string): Promise<readonly unknown[]> => {
    const file = `# a comment\n${option} ${value}\n`;
    const { faults } = await readSettings(proxySettings, ['--conf_file=/x.conf'], {
      readFile: async () => file,
      cwd: '/',
    });
    return faults;
  };
  for (const value of good) expect(await faultsOf(value)).toEqual([]);
  for (const value of bad) expect(await faultsOf(value)).toMatchObject([{ option, file: '/x.conf', line: 2 }]);
});

test('proxy_protocol yes believes loopback, unix sockets and private networks', async () => {
  const { proxyPeers } = await settingsOf('proxy_protocol\n');
  const asked = ['127.0.0.1', null, '10.1.2.3', '192.0.2.1', '2001:db8::1'];
  expect(asked.map((address) => proxyPeers?.(address))).toEqual([true, true, true, false, false]);
  expect((await settingsOf('proxy_protocol 192.0.2.1\n')).proxyPeers?.('127.0.0.1')).toBe(false);
});
