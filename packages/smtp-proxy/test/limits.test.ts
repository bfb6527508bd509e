/** The relay's limits: up to each all is well, one above it is refused with a reason, and the session or the next one goes on. */
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import type { MessageHandler, RelaySettings } from '../src/types.js';
import { countingMetrics, type CountingMetrics } from './counting-metrics.js';
import type { RawClient } from './raw-client.js';
import { between, LIMITS, passThrough, PATIENT, until, type Between } from './relay-between.js';

const SPOOL = { dir: tmpdir(), threshold: 0, memory: 0, limit: null };

async function offer(client: RawClient, message: string): Promise<string> {
  expect(await client.say('MAIL FROM:<a@x.example>')).toMatch(/^250 /);
  expect(await client.say('RCPT TO:<b@x.example>')).toMatch(/^250 /);
  await client.say('DATA');
  return client.say(`${message}.`);
}

const lines = (octets: number): string =>
  'x'.repeat(Math.max(octets - 2, 0)).replaceAll(/x{100}/g, `${'x'.repeat(98)}\r\n`) + '\r\n';

const command = (length: number): string => `MAIL FROM:<${'x'.repeat(length - 'MAIL FROM:<>'.length)}>`;

const disk = (metrics: CountingMetrics): number | undefined => metrics.readings()['dkimproxy_spool_disk_bytes'];

const logged = ({ log }: Between, facts: object): void => expect(log).toContainEqual(expect.objectContaining(facts));

test('S-207: a message of max_message_size passes, one octet more gets 552; nothing of it is kept, the session goes on', async () => {
  const metrics = countingMetrics();
  const world = await between({
    metrics,
    settings: { limits: { ...LIMITS, messageSize: 100_000 }, spool: SPOOL },
  });
  const client = await world.greeted();
  expect(lines(100_000)).toHaveLength(100_000);
  expect(await offer(client, lines(100_000))).toMatch(/^250 /);
  expect(await offer(client, lines(100_001))).toBe('552 5.3.4 The message is larger than this server takes');
  expect(await offer(client, lines(1000))).toMatch(/^250 /);
  expect(world.nextHop.messages().map(({ length }) => length)).toEqual([100_000, 1000]);
  expect(world.nextHop.sessions[0]?.commands.filter((line) => line === 'RSET' || line === 'DATA')).toEqual([
    'DATA',
    'RSET',
    'DATA',
  ]);
  expect(metrics.counts()).toMatchObject({ 'dkimproxy_messages_refused_total{too_large}': 1 });
  logged(world, { outcome: 'refused', refusal: 'too_large', size: 100_001 });
});

test('S-207: what is beyond the limit is read to its end, and neither memory nor disk holds it', async () => {
  const metrics = countingMetrics();
  const world = await between({
    metrics,
    settings: { limits: { ...LIMITS, messageSize: 1_000_000 }, spool: SPOOL },
  });
  const client = await world.greeted();
  await client.say('MAIL FROM:<a@x.example>');
  await client.say('RCPT TO:<b@x.example>');
  await client.say('DATA');
  const piece = Buffer.from(lines(1_000_000));
  let most = 0;
  let last = 0;
  for (let megabytes = 0; megabytes < 30; megabytes += 1) {
    await new Promise((resolve) => client.socket.write(piece, resolve));
    const { dkimproxy_spool_memory_bytes: memory = 0, dkimproxy_spool_disk_bytes: onDisk = 0 } = metrics.readings();
    last = memory + onDisk;
    most = Math.max(most, last);
  }
  expect(last).toBe(0);
  expect(most).toBeLessThan(1_200_000); // the limit, and a chunk or two
  expect(await client.say('.')).toMatch(/^552 5\.3\.4 /);
});

test.each([
  { mail: 'SIZE=1000', code: 250 },
  { mail: 'SIZE=1001', code: 552 },
  { mail: 'BODY=8BITMIME size=99999999999999999999', code: 552 },
])('S-207: MAIL with $mail at a limit of 1000 gets $code', async ({ mail, code }) => {
  const world = await between({ settings: { limits: { ...LIMITS, messageSize: 1000 } } });
  const client = await world.greeted();
  expect(await client.say('EHLO c')).toMatch(/^250-SIZE 1000$/m);
  expect(await client.say(`MAIL FROM:<a@x.example> ${mail}`)).toMatch(new RegExp(`^${code} `));
  expect(await client.say('RSET')).toMatch(/^250 /);
  expect(await client.say('MAIL FROM:<a@x.example>')).toMatch(/^250 /);
  expect(world.nextHop.sessions[0]?.commands.filter((line) => line.startsWith('MAIL'))).toHaveLength(
    code === 250 ? 2 : 1,
  );
  const told = world.log.filter((line) => JSON.stringify(line).includes('too large (max_message_size)'));
  expect(told).toHaveLength(code === 250 ? 0 : 1); // who looks for a mail that came back finds it here
});

test('S-215: a command of max_command_length passes, one octet more gets 500 5.5.2, for that line only', async () => {
  const world = await between();
  const client = await world.greeted();
  expect(await client.say(command(4096))).toMatch(/^250 /);
  expect(await client.say(command(4097))).toBe('500 5.5.2 Command line too long');
  client.write(`${'y'.repeat(1_000_000)}\r\nRCPT TO:<b@x.example>\r\n`);
  expect(await client.reply()).toMatch(/^500 5\.5\.2 /);
  expect(await client.reply()).toBe('250 2.1.5 Ok'); // the transaction stands
  expect(world.nextHop.sessions[0]?.commands.map(({ length }) => length)).toContain(4096);

  const short = await between({ settings: { limits: { ...LIMITS, commandLength: 512 } } });
  const other = await short.greeted();
  expect(await other.say(command(512))).toMatch(/^250 /);
  expect(await other.say(command(513))).toMatch(/^500 5\.5\.2 /);
});

test('max_recipients counts those that the next hop has accepted; one more gets 452 4.5.3 and may come with the next message', async () => {
  const world = await between({
    script: { RCPT: (line) => (line.includes('bad') ? '550 5.1.1 no' : '250 2.1.5 Ok') },
    settings: { limits: { ...LIMITS, recipients: 3 } },
  });
  const client = await world.greeted();
  for (let mails = 0; mails < 2; mails += 1) {
    await client.say('MAIL FROM:<a@x.example>');
    const codes: string[] = [];
    for (const name of ['1', 'bad', '2', 'bad', '3', '4', 'bad']) {
      codes.push((await client.say(`RCPT TO:<${name}@x.example>`)).slice(0, 9));
    }
    expect(codes).toEqual(['250 2.1.5', '550 5.1.1', '250 2.1.5', '550 5.1.1', '250 2.1.5', '452 4.5.3', '452 4.5.3']);
    await client.say('DATA');
    expect(await client.say('x\r\n.')).toMatch(/^250 /);
  }
  expect(world.nextHop.sessions[0]?.commands.filter((line) => line.includes('<4@'))).toEqual([]);
  const told = world.log.filter((line) => JSON.stringify(line).includes('(max_recipients)'));
  expect(told).toMatchObject(Array.from({ length: 2 }, () => ({ sender: 'a@x.example', recipients: 3 }))); // once for each message
});

test('S-246: of 200 clients 100 are served and 100 hear 421 with the reason; one leaves, and there is room for one', async () => {
  const metrics = countingMetrics();
  const world = await between({ metrics });
  const clients = await Promise.all(Array.from({ length: 200 }, () => world.connect()));
  const greetings = await Promise.all(clients.map((client) => client.reply()));
  const served = clients.filter((_, at) => greetings[at] === '220 proxy.example ESMTP');
  expect(served).toHaveLength(100);
  const refusal = '421 proxy.example Service not available, too many sessions; try again later'; // no enhanced code: S-210
  expect(greetings.filter((greeting) => greeting === refusal)).toHaveLength(100);
  expect(metrics.counts()).toMatchObject({ 'dkimproxy_sessions_turned_away_total{too_many}': 100 });
  logged(world, { level: 40, sessions: 100, msg: 'client turned away, too many sessions (max_sessions)' });

  await served[0]?.say('QUIT');
  const greetingNow = async (): Promise<string> => (await (await world.connect()).reply()).slice(0, 3);
  let next = await greetingNow();
  while (next === '421') next = await greetingNow(); // the one that said QUIT is about to go
  expect(next).toBe('220');
  expect(await greetingNow()).toBe('421');
  expect(world.nextHop.sessions).toHaveLength(101); // who is turned away costs no session there
});

test('S-246: of one client max_sessions_per_client are served, loopback and xforward_hosts without end', async () => {
  const stranger: Partial<RelaySettings> = {
    limits: { ...LIMITS, sessionsPerClient: 2 },
    xforwardAllowed: () => false,
  };
  const ours = await between({ settings: stranger }); // 127.0.0.1
  for (let count = 0; count < 5; count += 1) expect(await (await ours.connect()).reply()).toMatch(/^220 /);

  // Another client than loopback is one that a balancer tells of.
  const world = await between({ settings: { ...stranger, proxyPeers: () => true } });
  const told = async (address: string): Promise<string> => {
    const client = await world.connect();
    client.write(`PROXY TCP4 ${address} 192.0.2.9 1 25\r\n`);
    return client.reply();
  };
  for (let count = 0; count < 2; count += 1) expect(await told('198.51.100.1')).toMatch(/^220 /);
  expect(await told('198.51.100.1')).toBe(
    '421 proxy.example Service not available, too many sessions of this client; try again later',
  );
  expect(await told('198.51.100.2')).toMatch(/^220 /);
  logged(world, { msg: 'client turned away, too many sessions of this client (max_sessions_per_client)' });
});

test('S-246: a flood of clients that are turned away and stay holds no more than 500 sockets, and shuts nobody out', async () => {
  const world = await between({ settings: { limits: { ...LIMITS, sessions: 1 } } });
  const first = await world.greeted();
  const flood = await Promise.all(Array.from({ length: 800 }, () => world.connect()));
  // Each hears why; those beyond 500 are closed at once, though they do not close their own side.
  const replies = await Promise.all(flood.map((client) => client.reply()));
  expect(replies.filter((reply) => reply.startsWith('421 '))).toHaveLength(800);
  expect(world.relay.sessions()).toBeLessThanOrEqual(501);
  expect(await offer(first, 'x\r\n')).toMatch(/^250 /);
  for (const { socket } of flood) socket.destroy();
  await until(() => world.relay.sessions() === 1);
});

test('S-228, S-246: connections that send no PROXY header are bounded; who leaves makes room', async () => {
  const world = await between({ settings: { proxyPeers: () => true } });
  const silent = await Promise.all(Array.from({ length: 500 }, () => world.connect()));
  await until(() => world.relay.sessions() === 500);
  const late = await world.connect();
  expect(await late.reply()).toBe('closed');
  logged(world, { level: 40, msg: 'connection closed at once, too many have sent no PROXY header yet' });
  silent[0]?.socket.destroy();
  await until(() => world.relay.sessions() < 500);
  const next = await world.connect();
  next.write('PROXY TCP4 127.0.0.1 127.0.0.1 4711 25\r\n');
  expect(await next.reply()).toMatch(/^220 /);
});

test('S-213: a command that drips in has timeout_idle as a whole', async () => {
  const world = await between({ settings: { timeouts: { ...PATIENT, idle: 2000 } } });
  const client = await world.greeted();
  const drip = setInterval(() => client.write('N'), 50);
  expect(await client.reply()).toBe('421 4.4.2 No command for too long, closing the connection');
  expect(await client.reply()).toBe('closed');
  clearInterval(drip);
});

test('S-213: a client that sends command after command is never idle', async () => {
  const world = await between({ settings: { timeouts: { ...PATIENT, idle: 2000 } } });
  const client = await world.greeted();
  for (let count = 0; count < 30; count += 1) {
    expect(await client.say('NOOP')).toMatch(/^250 /);
    await new Promise((resolve) => setTimeout(resolve, 100)); // 3 s in all
  }
});

test('S-207: what does not fit in spool_limit gets 452 4.3.1, and the session goes on', async () => {
  const metrics = countingMetrics();
  const world = await between({ metrics, settings: { spool: { ...SPOOL, limit: 200_000 } } });
  const client = await world.greeted();
  expect(await offer(client, lines(200_000))).toMatch(/^250 /);
  await until(() => disk(metrics) === 0);
  expect(await offer(client, lines(300_000))).toBe('452 4.3.1 Not enough space to keep the message; try again later');
  expect(disk(metrics)).toBe(0); // what was kept of it is gone at once
  expect(await offer(client, lines(1000))).toMatch(/^250 /);
  expect(world.nextHop.messages().map(({ length }) => length)).toEqual([200_000, 1000]);
  logged(world, { outcome: 'refused', refusal: 'no_space' });
});

test('S-207: spool_limit is for all sessions together, and what lies in memory does not count', async () => {
  const metrics = countingMetrics();
  const waiting: (() => void)[] = [];
  const slow: MessageHandler = async (...given) => {
    await new Promise<void>((resolve) => waiting.push(resolve));
    return passThrough(...given);
  };
  const world = await between({
    metrics,
    handle: slow,
    settings: { spool: { ...SPOOL, threshold: 10_000, memory: 0, limit: 250_000 } },
  });
  const [one, two, small] = [await world.greeted(), await world.greeted(), await world.greeted()];
  const first = offer(one, lines(200_000));
  await until(() => waiting.length === 1);
  expect(await offer(two, lines(200_000))).toMatch(/^452 4\.3\.1 /);
  const third = offer(small, lines(10_000));
  await until(() => waiting.length === 2);
  for (const goOn of waiting.splice(0)) goOn();
  expect([await first, await third]).toEqual([expect.stringMatching(/^250 /), expect.stringMatching(/^250 /)]);
  await until(() => disk(metrics) === 0);
  const again = offer(two, lines(200_000));
  await until(() => waiting.length === 1);
  waiting[0]?.();
  expect(await again).toMatch(/^250 /);
});

const refuse: MessageHandler = async () => ({
  action: 'refuse',
  reply: { code: 550, lines: ['5.7.1 no'] },
  report: { level: 'info', message: 'refused', fields: {} },
});

test.each<{ end: string; parts: Parameters<typeof between>[0]; reply: RegExp }>([
  { end: 'relayed', parts: {}, reply: /^250 / },
  { end: 'refused by the handler', parts: { handle: refuse }, reply: /^550 / },
  { end: 'a fault of the handler', parts: { handle: () => Promise.reject(new Error('x')) }, reply: /^451 / },
  { end: 'refused by the next hop at DATA', parts: { script: { DATA: '550 5.7.1 no' } }, reply: /^550 / },
  { end: 'refused by the next hop at the dot', parts: { script: { END: '552 5.3.4 no' } }, reply: /^552 / },
  { end: 'the next hop dies at the dot', parts: { script: { END: { close: true } } }, reply: /^451 / },
  { end: 'the next hop dies at DATA', parts: { script: { DATA: { reset: true } } }, reply: /^451 / },
  {
    end: 'bare line ends refused',
    parts: { settings: { bareNewline: 'reject' } },
    reply: /^(?:250|550) /,
  },
  {
    end: 'too large',
    parts: { settings: { limits: { ...LIMITS, messageSize: 99_999 } } },
    reply: /^552 /,
  },
])('the spool is given back: $end', async ({ parts, reply }) => {
  const metrics = countingMetrics();
  const world = await between({ metrics, ...parts, settings: { spool: SPOOL, ...parts?.settings } });
  const client = await world.greeted();
  expect(await offer(client, `${lines(100_000)}a\nb\r\n`)).toMatch(reply);
  await until(() => disk(metrics) === 0);
});

test.each(['end', 'resetAndDestroy'] as const)(
  'the spool is given back: the client goes (%s) in the middle of its message',
  async (how) => {
    const metrics = countingMetrics();
    const world = await between({ metrics, settings: { spool: SPOOL } });
    const client = await world.greeted();
    await client.say('MAIL FROM:<a@x.example>');
    await client.say('RCPT TO:<b@x.example>');
    await client.say('DATA');
    client.write(lines(300_000));
    await until(() => (disk(metrics) ?? 0) > 200_000);
    client.socket[how]();
    await until(() => world.relay.sessions() === 0);
    await until(() => disk(metrics) === 0);
    expect(world.nextHop.messages()).toEqual([]);
  },
);

test('the spool is given back: the client goes while we work on its message, and the session is cut off', async () => {
  const metrics = countingMetrics();
  let working = 0;
  const never: MessageHandler = () => {
    working += 1;
    return new Promise(() => undefined);
  };
  const world = await between({ metrics, handle: never, settings: { spool: SPOOL } });
  const [goes, stays] = [await world.greeted(), await world.greeted()];
  for (const client of [goes, stays]) {
    void offer(client, lines(100_000));
  }
  await until(() => working === 2);
  const both = disk(metrics) ?? 0;
  expect(both).toBeGreaterThan(0);
  goes.socket.resetAndDestroy();
  await until(() => world.relay.sessions() === 1);
  await until(() => (disk(metrics) ?? both) < both); // the file is closed behind the session's back
  await world.relay.shutdown(0);
  await until(() => disk(metrics) === 0);
});

test('the spool is given back: its folder is gone', async () => {
  const metrics = countingMetrics();
  const world = await between({
    metrics,
    settings: { spool: { dir: '/no/such/folder', threshold: 0, memory: 0, limit: 1_000_000 } },
  });
  const client = await world.greeted();
  expect(await offer(client, lines(100_000))).toMatch(/^451 /);
  expect(disk(metrics)).toBe(0);
  const byFreeSpace = await between({
    settings: { spool: { dir: '/no/such/folder', threshold: 0, memory: 0, limit: null } },
  });
  const other = await byFreeSpace.greeted();
  for (let tries = 0; tries < 2; tries += 1) expect(await offer(other, lines(100_000))).toMatch(/^451 /);
});
