/** Each message that came as far as DATA has exactly one log line with its outcome, and is counted once. */
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { createSecureContext } from 'node:tls';
import { expect, test } from 'vitest';
import type { Metrics } from '../src/metrics/metrics.js';
import type { MessageHandler } from '../src/types.js';
import { certificate } from './certificates.js';
import { countingMetrics } from './counting-metrics.js';
import { between, passThrough, until, LIMITS, PATIENT, type Between } from './relay-between.js';
import type { RawClient } from './raw-client.js';

const REPORT = { level: 'info', message: 'looked at', fields: { messageId: '1@client.example' } } as const;
const refuse: MessageHandler = async () => ({
  action: 'refuse',
  reply: { code: 550, lines: ['5.7.1 no'] },
  report: REPORT,
});
const fail: MessageHandler = async () => {
  throw new Error('broken');
};
const never: MessageHandler = () => new Promise(() => undefined);

type Setup = NonNullable<Parameters<typeof between>[0]>;
interface Row {
  of: string;
  setup?: Setup;
  /** Default: 1. */
  recipients?: number;
  /** What the client writes after 354; by default a whole message. */
  writes?: string;
  /** After that; where the message is whole, when the handler has it. */
  next?: (world: Between, client: RawClient) => Promise<void> | void;
  expected: Record<string, unknown>;
  level: number;
}

const MESSAGE = 'From: a@client.example\r\n\r\nHello.\r\n.\r\n';
const closing = (_: Between, client: RawClient): void => void client.socket.destroy();
const cutting = async ({ relay }: Between): Promise<void> => relay.shutdown(20);

const rows: readonly Row[] = [
  { of: 'relayed', expected: { outcome: 'relayed', nextHopQueueId: 'ABC123' }, level: 30 },
  {
    of: 'refused by the handler',
    setup: { handle: refuse },
    expected: { outcome: 'refused', refusal: 'handler', reply: '550 5.7.1 no', messageId: '1@client.example' },
    level: 30,
  },
  {
    of: 'relayed, with names of ours among what the handler says',
    setup: {
      handle: async (...given) => {
        const decision = await passThrough(...given);
        const fields = { reply: 'his', lost: 'his', nextHopReplies: 'his' };
        return { ...decision, report: { ...REPORT, fields } };
      },
    },
    expected: { outcome: 'relayed', reply: 'his', lost: 'his', nextHopReplies: 'his' },
    level: 30,
  },
  {
    of: 'refused for a bare LF',
    setup: { settings: { bareNewline: 'reject' } },
    writes: `a: b\n${MESSAGE}`,
    expected: { outcome: 'refused', refusal: 'bare_newline', sender: 'a@client.example' },
    level: 40,
  },
  {
    of: 'refused for its first line',
    setup: { settings: { firstLine: 'reject' } },
    writes: ` x\r\n${MESSAGE}`,
    expected: { outcome: 'refused', refusal: 'first_line' },
    level: 40,
  },
  {
    of: 'that is too large',
    setup: { settings: { limits: { ...LIMITS, messageSize: 20 } } },
    expected: { outcome: 'refused', refusal: 'too_large', reply: expect.stringMatching(/^552 5\.3\.4/), size: 34 },
    level: 40,
  },
  {
    of: 'for which there is no room',
    setup: { settings: { spool: { dir: tmpdir(), threshold: 10, memory: 0, limit: 20 } } },
    expected: { outcome: 'refused', refusal: 'no_space', reply: expect.stringMatching(/^452 4\.3\.1/) },
    level: 50,
  },
  {
    of: 'that LMTP takes for some recipients',
    setup: { lmtp: true, script: { END: '250 2.0.0 <b@next.example> XYZ789 Saved\r\n550 5.2.2 full' } },
    recipients: 2,
    expected: {
      reply: expect.stringMatching(/^451 4\.3\.0/),
      outcome: 'relayed to some recipients',
      nextHopQueueId: 'XYZ789',
      nextHopReplies: ['250 2.0.0 <b@next.example> XYZ789 Saved', '550 5.2.2 full'],
    },
    level: 40,
  },
  {
    of: 'that LMTP takes for nobody',
    setup: { lmtp: true, script: { END: '550 5.2.2 full\r\n550 5.2.2 full' } },
    recipients: 2,
    expected: { outcome: 'refused by next hop' },
    level: 30,
  },
  {
    of: 'whose LMTP next hop closes between two replies',
    setup: { lmtp: true, script: { END: { reply: '250 2.0.0 Ok', close: true } } },
    recipients: 2,
    expected: { outcome: 'unknown, may be delivered twice' },
    level: 50,
  },
  {
    of: 'that cannot be kept',
    setup: {
      settings: { spool: { dir: join(tmpdir(), 'no', 'such', 'folder'), threshold: 10, memory: 0, limit: null } },
    },
    expected: { outcome: 'not relayed', lost: 'the message could not be kept' },
    level: 50,
  },
  {
    of: 'whose DATA the next hop refuses',
    setup: { script: { DATA: '451 4.3.0 not now' } },
    expected: { outcome: 'refused by next hop', nextHopReply: '451 4.3.0 not now', nextHopQueueId: null },
    level: 30,
  },
  {
    of: 'that the next hop refuses',
    setup: { script: { END: '554 5.7.1 spam' } },
    expected: { outcome: 'refused by next hop', nextHopReply: '554 5.7.1 spam' },
    level: 30,
  },
  {
    of: 'whose next hop closes at DATA',
    setup: { script: { DATA: { close: true } } },
    expected: { outcome: 'not relayed', lost: 'it closed the connection' },
    level: 50,
  },
  {
    of: 'whose next hop closes after the final dot',
    setup: { script: { END: { close: true } } },
    expected: { outcome: 'unknown, may be delivered twice', lost: 'it closed the connection' },
    level: 50,
  },
  {
    of: 'on which the handler fails',
    setup: { handle: fail },
    expected: { outcome: 'not relayed', err: expect.objectContaining({ message: 'broken' }) },
    level: 50,
  },
  {
    of: 'whose client goes in the middle',
    writes: 'half a mess',
    next: closing,
    expected: { outcome: 'client gone', lost: 'the client closed the connection' },
    level: 40,
  },
  {
    of: 'whose client is silent in the middle',
    setup: { settings: { timeouts: { ...PATIENT, idle: 50 } } },
    writes: 'half a mess',
    expected: { outcome: 'client gone', lost: 'the client was silent for too long' },
    level: 40,
  },
  {
    of: 'whose client goes while the handler works',
    setup: { handle: never },
    next: closing,
    expected: { outcome: 'client gone' },
    level: 40,
  },
  {
    of: 'that is half there at the end of the program',
    writes: 'half a mess',
    next: cutting,
    expected: { outcome: 'not relayed', lost: 'the program ends' },
    level: 50,
  },
  {
    of: 'that is being handled at the end of the program',
    setup: { handle: never },
    next: cutting,
    expected: { outcome: 'not relayed', lost: 'the program ends' },
    level: 50,
  },
];

const LABELS: Record<string, string> = {
  'relayed to some recipients': 'relayed_to_some',
  'unknown, may be delivered twice': 'unknown',
};

test.each(rows)(
  'a message $of: one line and one count',
  async ({ setup, recipients = 1, writes, next, expected, level }) => {
    const metrics = countingMetrics();
    const handle = setup?.handle ?? passThrough;
    let handled = false;
    const world = await between({
      ...setup,
      metrics,
      handle: (...given) => {
        handled = true;
        return handle(...given);
      },
    });
    const client = await world.greeted();
    await client.say('MAIL FROM:<a@client.example>');
    for (let at = 0; at < recipients; at += 1) await client.say('RCPT TO:<b@next.example>');
    expect(await client.say('DATA')).toMatch(/^354/);
    client.write(writes ?? MESSAGE);
    if (next !== undefined) {
      if (writes === undefined) await until(() => handled);
      await next(world, client);
    }
    const ended = (): Record<string, unknown>[] => world.log.filter(hasOutcome);
    await until(() => ended().length > 0);
    if (next === undefined && !client.socket.destroyed) await client.reply();
    client.socket.destroy();
    await until(() => world.relay.sessions() === 0);

    expect(ended()).toEqual([expect.objectContaining({ ...expected, level })]);
    const outcome = String(expected['outcome']);
    const label = LABELS[outcome] ?? outcome.replaceAll(' ', '_');
    const counted = Object.entries(metrics.counts()).filter(([key]) => key.startsWith('dkimproxy_messages_total'));
    expect(counted).toEqual([[`dkimproxy_messages_total{${label}}`, 1]]);
    const refusals = Object.entries(metrics.counts()).filter(([key]) => key.includes('messages_refused'));
    const { refusal } = expected;
    expect(refusals).toEqual(typeof refusal === 'string' ? [[`dkimproxy_messages_refused_total{${refusal}}`, 1]] : []);
  },
);

test('S-186: a count that fails once the next hop has taken a message makes no second delivery of it', async () => {
  const failing: Metrics = {
    ...countingMetrics(),
    histogram: ({ name }) =>
      name === 'dkimproxy_next_hop_end_of_data_seconds'
        ? () => {
            throw new Error('broken');
          }
        : () => undefined,
  };
  const world = await between({ metrics: failing });
  const client = await world.greeted();
  await client.say('MAIL FROM:<a@client.example>');
  await client.say('RCPT TO:<b@next.example>');
  await client.say('DATA');
  expect(await client.say(MESSAGE.trimEnd())).toMatch(/^250/);
  expect(world.nextHop.messages()).toHaveLength(1);
});

test('what never came as far as DATA has no such line', async () => {
  const metrics = countingMetrics();
  const world = await between({ metrics });
  const client = await world.greeted();
  await client.say('MAIL FROM:<a@client.example>');
  await client.say('RSET');
  await client.say('MAIL FROM:<a@client.example>');
  expect(await client.say('DATA')).toMatch(/^554/);
  await client.say('QUIT');
  await client.closed;
  expect(world.log.filter(hasOutcome)).toEqual([]);
  expect(metrics.counts()).toEqual({ dkimproxy_sessions_total: 1 });
});

const { cert, key } = certificate({ name: 'proxy.example' });

/** Each reason why a session ends before mail can come: what is set, and what the client does. */
test.each<{ reason: string; setup: Setup; says?: string }>([
  { reason: 'not_allowed', setup: { settings: { allow: () => false } } },
  { reason: 'not_allowed', setup: { settings: { proxyPeers: () => false } } },
  { reason: 'too_many', setup: { settings: { limits: { ...LIMITS, sessions: 0 } } } },
  { reason: 'no_proxy_header', setup: { settings: { proxyPeers: () => true } }, says: 'EHLO client.example\r\n' },
  {
    reason: 'no_proxy_header',
    setup: { settings: { proxyPeers: () => true, timeouts: { ...PATIENT, idle: 50 } } },
  },
  {
    reason: 'tls_failed',
    setup: { settings: { clientTls: { context: createSecureContext({ cert, key }), mode: 'implicit' } } },
    says: 'EHLO client.example\r\n',
  },
  { reason: 'next_hop_unavailable', setup: { script: { GREETING: '421 4.3.2 closed' } } },
])('a session that is turned away is counted as $reason', async ({ reason, setup, says }) => {
  const metrics = countingMetrics();
  const world = await between({ ...setup, metrics });
  const client = await world.connect();
  if (says !== undefined) client.write(says);
  await client.closed;
  expect(metrics.counts()).toEqual({
    dkimproxy_sessions_total: 1,
    [`dkimproxy_sessions_turned_away_total{${reason}}`]: 1,
  });
});

test('sessions and spooled octets are told while a message is in work', async () => {
  const metrics = countingMetrics();
  const waiting: (() => void)[] = [];
  const handle: MessageHandler = async (...given) => {
    await new Promise<void>((resolve) => waiting.push(resolve));
    return passThrough(...given);
  };
  const world = await between({
    metrics,
    handle,
    settings: { spool: { dir: tmpdir(), threshold: 1000, memory: 0, limit: null } },
  });
  const small = await world.greeted();
  const large = await world.greeted();
  for (const client of [small, large]) {
    await client.say('MAIL FROM:<a@client.example>');
    await client.say('RCPT TO:<b@next.example>');
    await client.say('DATA');
  }
  small.write(`${'x'.repeat(98)}\r\n.\r\n`);
  large.write(`${`${'x'.repeat(998)}\r\n`.repeat(200)}.\r\n`);
  await until(() => waiting.length === 2);
  const {
    dkimproxy_sessions: sessions,
    dkimproxy_spool_memory_bytes: memory,
    dkimproxy_spool_disk_bytes: disk,
  } = metrics.readings();
  expect(sessions).toBe(2);
  expect((memory ?? 0) + (disk ?? 0)).toBe(200_100);
  expect(memory).toBeGreaterThanOrEqual(100); // the small one, and the end of the large one
  expect(disk).toBeGreaterThan(100_000);
  for (const goOn of waiting) goOn();
  await small.reply();
  await large.reply();
  await until(() => metrics.readings()['dkimproxy_spool_disk_bytes'] === 0); // its file is closed behind the reply
  expect(metrics.readings()).toEqual({
    dkimproxy_sessions: 2,
    dkimproxy_spool_memory_bytes: 0,
    dkimproxy_spool_disk_bytes: 0,
  });
  expect(metrics.measured('dkimproxy_message_size_bytes').toSorted((a, b) => a - b)).toEqual([100, 200_000]);
  for (const name of ['message_receive', 'message_handling', 'next_hop_end_of_data']) {
    const values = metrics.measured(`dkimproxy_${name}_seconds`);
    expect(values).toHaveLength(2);
    expect(values.every((value) => value >= 0 && value < 60)).toBe(true);
  }
});

function hasOutcome(line: unknown): line is Record<string, unknown> {
  return typeof line === 'object' && line !== null && 'outcome' in line;
}
