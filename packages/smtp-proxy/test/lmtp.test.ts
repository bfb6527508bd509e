/** LMTP on either side: a reply for each recipient, the next hop's own. S-218; RFC 2033. */
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Endpoint } from '../src/types.js';
import { rawClient, type RawClient } from './raw-client.js';
import { between, LIMITS, passThrough, PATIENT, until, type Between } from './relay-between.js';
import { scriptedNextHop, type Script } from './scripted-next-hop.js';

type Setup = NonNullable<Parameters<typeof between>[0]>;

const TAKEN = '250 2.0.0 taken';
const FULL = '452 4.2.2 mailbox full';
const NOBODY = '550 5.1.1 nobody';
const THREE = [TAKEN, FULL, NOBODY];

/** Up to 354, with three recipients that are accepted. */
async function atData(client: RawClient, recipients = 3): Promise<RawClient> {
  await client.say('MAIL FROM:<a@x.example>');
  for (let at = 0; at < recipients; at += 1) {
    expect(await client.say(`RCPT TO:<r${at}@x.example>`)).toMatch(/^250/);
  }
  expect(await client.say('DATA')).toMatch(/^354 /);
  return client;
}

/** What the client hears behind its final dot, and nothing more than that many replies. */
async function afterDot(client: RawClient, replies: number): Promise<string[]> {
  client.write('Subject: x\r\n\r\nhello\r\n.\r\n');
  const heard: string[] = [];
  for (let at = 0; at < replies; at += 1) heard.push(await client.reply());
  return heard;
}

const outcomes = ({ log }: Between): unknown[] =>
  log.flatMap((line) => (typeof line === 'object' && line !== null && 'outcome' in line ? [line] : []));

test.each([
  { from: 'SMTP', to: 'SMTP', says: [FULL], heard: [FULL], outcome: 'refused by next hop' },
  { from: 'SMTP', to: 'LMTP', says: THREE, heard: [/^451 4\.3\.0 /], outcome: 'relayed to some recipients' },
  { from: 'LMTP', to: 'SMTP', says: [TAKEN], heard: [TAKEN, TAKEN, TAKEN], outcome: 'relayed' },
  { from: 'LMTP', to: 'SMTP', says: [FULL], heard: [FULL, FULL, FULL], outcome: 'refused by next hop' },
  { from: 'LMTP', to: 'LMTP', says: THREE, heard: THREE, outcome: 'relayed to some recipients' },
])('S-218: $from to $to, three recipients: "$says" becomes "$heard"', async ({ from, to, says, heard, outcome }) => {
  const world = await between({
    listenLmtp: from === 'LMTP',
    lmtp: to === 'LMTP',
    script: { END: says.join('\r\n') },
  });
  const client = await world.greeted();
  const replies = await afterDot(await atData(client), heard.length);
  heard.forEach((wanted, at) => expect(replies[at]).toMatch(wanted));
  expect(await client.say('NOOP')).toBe('250 2.0.0 Ok'); // nothing is left over
  expect(world.nextHop.sessions[0]?.commands[0]).toBe(to === 'LMTP' ? 'LHLO proxy.example' : 'EHLO proxy.example');
  expect(outcomes(world)).toMatchObject([{ outcome }]);
});

test('S-218: where an SMTP client hears 451 though some have the mail, the one log line of it warns and says so', async () => {
  const world = await between({ lmtp: true, script: { END: THREE.join('\r\n') } });
  await afterDot(await atData(await world.greeted()), 1);
  expect(outcomes(world)).toEqual([
    expect.objectContaining({
      level: 40,
      outcome: 'relayed to some recipients',
      nextHopReplies: THREE,
      reply: expect.stringMatching(/^451 4\.3\.0 /),
    }),
  ]);
});

test('S-218: an LMTP client knows of each recipient, so nothing is to warn of', async () => {
  const world = await between({ listenLmtp: true, lmtp: true, script: { END: THREE.join('\r\n') } });
  await afterDot(await atData(await world.greeted()), 3);
  const [line] = outcomes(world);
  expect(line).toMatchObject({ level: 30, nextHopReplies: THREE });
  expect(line).not.toHaveProperty('reply');
});

test.each([
  { of: 'all take it', says: [TAKEN, '250 2.0.0 too', TAKEN], heard: TAKEN },
  { of: 'all put it off, each in its own words', says: [FULL, '451 4.3.0 later', FULL], heard: FULL },
  { of: 'all refuse it', says: [NOBODY, '554 5.7.1 no', NOBODY], heard: NOBODY },
])('S-218: an SMTP client hears the first reply where $of', async ({ says, heard }) => {
  const world = await between({ lmtp: true, script: { END: says.join('\r\n') } });
  expect(await afterDot(await atData(await world.greeted()), 1)).toEqual([heard]);
});

const refusals: { of: string; setup: Setup; message?: string; heard: RegExp }[] = [
  {
    of: 'the handler',
    setup: {
      handle: async () => ({
        action: 'refuse',
        reply: { code: 550, lines: ['5.7.1 no'] },
        report: { level: 'info', message: 'no', fields: {} },
      }),
    },
    heard: /^550 5\.7\.1 no$/,
  },
  { of: 'a handler that fails', setup: { handle: () => Promise.reject(new Error('x')) }, heard: /^451 4\.3\.0 / },
  {
    of: 'the limit of size',
    setup: { settings: { limits: { ...LIMITS, messageSize: 10 } } },
    heard: /^552 5\.3\.4 /,
  },
  {
    of: 'a full spool',
    setup: { settings: { spool: { dir: tmpdir(), threshold: 1, memory: 0, limit: 10 } } },
    heard: /^452 4\.3\.1 /,
  },
  {
    of: 'a spool that cannot be written',
    setup: { settings: { spool: { dir: '/no/such', threshold: 1, memory: 0, limit: null } } },
    heard: /^451 4\.3\.0 /,
  },
  {
    of: 'bare line ends',
    setup: { settings: { bareNewline: 'reject' } },
    message: 'a\nb\r\n.\r\n',
    heard: /^550 5\.5\.2 /,
  },
  { of: 'the next hop at DATA', setup: { script: { DATA: '451 4.3.1 no room' } }, heard: /^451 4\.3\.1 no room$/ },
];

test.each(refusals)('S-218: an LMTP client hears the refusal of $of once for each recipient', async (row) => {
  for (const lmtp of [true, false]) {
    const world = await between({ ...row.setup, listenLmtp: true, lmtp });
    const client = await atData(await world.greeted());
    client.write(row.message ?? 'Subject: x\r\n\r\nhello\r\n.\r\n');
    for (let at = 0; at < 3; at += 1) expect(await client.reply()).toMatch(row.heard);
    expect(await client.say('NOOP')).toBe('250 2.0.0 Ok');
    expect(world.nextHop.messages()).toEqual([]);
    expect(outcomes(world)).toHaveLength(1);
  }
});

const LOST = /^451 4\.4\.2 /;
const endings: {
  of: string;
  script: Script;
  lmtp: readonly (string | RegExp)[];
  smtp: RegExp;
  log: object;
}[] = [
  {
    of: 'closes before its first reply',
    script: { END: { close: true } },
    lmtp: [LOST, LOST, LOST],
    smtp: LOST,
    log: { outcome: 'unknown, may be delivered twice', nextHopReply: null },
  },
  {
    of: 'closes behind the second of three replies',
    script: { END: { reply: `${TAKEN}\r\n${NOBODY}`, close: true } },
    lmtp: [TAKEN, NOBODY, LOST],
    smtp: /^451 4\.3\.0 /,
    log: { outcome: 'unknown, may be delivered twice', nextHopReplies: [TAKEN, NOBODY] },
  },
  {
    of: 'resets behind the first of three replies',
    script: { END: { reply: `${TAKEN}\r\n250-`, reset: true } },
    lmtp: [/^(250 2\.0\.0 taken|451 4\.4\.2 .*)$/, LOST, LOST], // a reset may overtake what was sent before
    smtp: /^451 4\./,
    log: { outcome: 'unknown, may be delivered twice' },
  },
  {
    of: 'says 421 in the middle',
    script: { END: { reply: `${TAKEN}\r\n421 4.3.2 down`, close: true } },
    lmtp: [TAKEN, '421 4.3.2 down', '421 4.3.2 down'],
    smtp: /^421 4\.3\.2 down$/,
    log: { outcome: 'unknown, may be delivered twice', nextHopReplies: [TAKEN, '421 4.3.2 down'] },
  },
  {
    of: 'says nonsense in the middle',
    script: { END: `${TAKEN}\r\nwhat?` },
    lmtp: [TAKEN, /^451 4\.3\.0 /, /^451 4\.3\.0 /],
    smtp: /^451 4\.3\.0 /,
    log: { outcome: 'unknown, may be delivered twice' },
  },
  {
    of: 'says 354 in the middle',
    script: { END: `${TAKEN}\r\n354 what?\r\n${TAKEN}` },
    lmtp: [LOST, LOST, LOST],
    smtp: LOST,
    log: { outcome: 'unknown, may be delivered twice' },
  },
  {
    of: 'says one reply too many',
    script: { END: `${TAKEN}\r\n${TAKEN}\r\n${TAKEN}\r\n${TAKEN}` },
    lmtp: [TAKEN, TAKEN, TAKEN],
    smtp: /^250 2\.0\.0 taken$/,
    log: { outcome: 'relayed' },
  },
];

test.each(endings)('S-190, S-218: an LMTP next hop that $of', async ({ script, lmtp, smtp, log }) => {
  const one = await between({ listenLmtp: true, lmtp: true, script });
  const client = await one.greeted();
  const replies = await afterDot(await atData(client), 3);
  lmtp.forEach((wanted, at) => expect(replies[at]).toMatch(wanted));
  expect(outcomes(one)).toMatchObject([log]);
  expect(await client.say('MAIL FROM:<a@x.example>')).toMatch(/^421 |^closed$/);

  const other = await between({ lmtp: true, script });
  const [reply] = await afterDot(await atData(await other.greeted()), 1);
  expect(reply).toMatch(smtp);
  expect(outcomes(other)).toMatchObject([log]);
});

test('S-212: an LMTP next hop that is silent before its last reply is waited for no longer than timeout_end', async () => {
  const world = await between({
    listenLmtp: true,
    lmtp: true,
    script: { END: `${TAKEN}\r\n${TAKEN}` },
    settings: { timeouts: { ...PATIENT, end: 2000 } },
  });
  const replies = await afterDot(await atData(await world.greeted()), 3);
  expect(replies).toEqual([TAKEN, TAKEN, expect.stringMatching(LOST)]);
});

test.each([1, 2, 3, 7, 1000])('S-188: replies of LMTP in pieces of %i octets', async (size) => {
  const text = '250-2.0.0 first\r\n250 2.0.0 taken\r\n452 4.2.2 full\r\n550-5.1.1 no\r\n550 5.1.1 body\r\n';
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.setNoDelay(true);
    socket.write('220 pieces.example LMTP\r\n');
    let isData = false;
    socket.on('data', (octets: Buffer) => {
      const line = octets.toString('latin1');
      if (isData && line.endsWith('.\r\n')) {
        isData = false;
        void (async () => {
          for (let at = 0; at < text.length; at += size) {
            socket.write(text.slice(at, at + size));
            await new Promise((resolve) => setImmediate(resolve));
          }
        })();
      } else if (!isData) {
        isData = line === 'DATA\r\n';
        socket.write(isData ? '354 go on\r\n' : '250 2.0.0 Ok\r\n');
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const world = await between({ listenLmtp: true, relayTo: { kind: 'tcp', host: '127.0.0.1', port, lmtp: true } });
  const replies = await afterDot(await atData(await world.greeted()), 3);
  expect(replies).toEqual(['250-2.0.0 first\n250 2.0.0 taken', '452 4.2.2 full', '550-5.1.1 no\n550 5.1.1 body']);
});

test('RFC 2033, 4.2: DATA without an accepted recipient is 503, also pipelined, and nothing goes on', async () => {
  const world = await between({ listenLmtp: true, lmtp: true, script: { RCPT: NOBODY } });
  const client = await world.greeted();
  client.write('MAIL FROM:<a@x.example>\r\nRCPT TO:<b@x.example>\r\nRCPT TO:<c@x.example>\r\nDATA\r\n');
  expect(await client.reply()).toMatch(/^250/);
  expect([await client.reply(), await client.reply()]).toEqual([NOBODY, NOBODY]);
  expect(await client.reply()).toMatch(/^503 5\.5\.1 /);
  expect(world.nextHop.sessions[0]?.commands).not.toContain('DATA');
});

test('S-198: pipelined; only accepted recipients have a reply, and QUIT may stand right behind the dot', async () => {
  const world = await between({
    listenLmtp: true,
    lmtp: true,
    script: { RCPT: ['250 2.1.5 one', NOBODY, '250 2.1.5 three'], END: `${TAKEN}\r\n${FULL}` },
  });
  const client = await world.greeted();
  client.write('MAIL FROM:<a@x.example>\r\nRCPT TO:<1@x>\r\nRCPT TO:<2@x>\r\nRCPT TO:<3@x>\r\nDATA\r\n');
  for (const wanted of [/^250/, '250 2.1.5 one', NOBODY, '250 2.1.5 three', /^354 /]) {
    expect(await client.reply()).toMatch(wanted);
  }
  client.write('a\r\n.\r\nQUIT\r\n');
  expect([await client.reply(), await client.reply()]).toEqual([TAKEN, FULL]);
  expect(await client.reply()).toMatch(/^221 /);
  expect(world.nextHop.sessions[0]?.wire.map(String)).toEqual(['a\r\n']);
});

test('a second message has the replies of its own recipients', async () => {
  const world = await between({
    listenLmtp: true,
    lmtp: true,
    script: { END: [`${TAKEN}\r\n${FULL}\r\n${NOBODY}`, '250 2.0.0 second'] },
  });
  const client = await world.greeted();
  expect(await afterDot(await atData(client), 3)).toEqual(THREE);
  expect(await afterDot(await atData(client, 1), 1)).toEqual(['250 2.0.0 second']);
  expect(await client.say('QUIT')).toMatch(/^221 /);
});

test('RFC 2033, 4.1: LHLO is for LMTP, EHLO and HELO are for SMTP', async () => {
  const lmtp = await (await between({ listenLmtp: true })).connect();
  expect(await lmtp.reply()).toBe('220 proxy.example LMTP');
  expect(await lmtp.say('EHLO client.example')).toMatch(/^500 5\.5\.1 /);
  expect(await lmtp.say('HELO client.example')).toMatch(/^500 5\.5\.1 /);
  expect(await lmtp.say('LHLO')).toMatch(/^501 5\.5\.4 /);
  expect(await lmtp.say('lhlo client.example')).toMatch(/^250-proxy\.example\n(?:.*\n)*250-PIPELINING\n/);

  const smtp = await (await between()).connect();
  expect(await smtp.reply()).toBe('220 proxy.example ESMTP');
  expect(await smtp.say('LHLO client.example')).toMatch(/^500 5\.5\.[12] /);
  expect(await smtp.say('EHLO client.example')).toMatch(/^250-/);
});

test.each([
  { of: 'SMTP where LMTP is set', lmtp: true, script: { LHLO: '500 5.5.2 what?' }, reason: 'does not speak LMTP' },
  { of: 'SMTP where LMTP is set (502)', lmtp: true, script: { LHLO: '502 5.5.1 no' }, reason: 'does not speak LMTP' },
  {
    of: 'LMTP where SMTP is set',
    lmtp: false,
    script: { EHLO: '500 5.5.1 say LHLO', HELO: '500 5.5.1 say LHLO' },
    reason: 'does not speak SMTP',
  },
])('S-218: a next hop that speaks $of: 421 with that reason', async ({ lmtp, script, reason }) => {
  const world = await between({ lmtp, script });
  const client = await world.connect();
  expect(await client.reply()).toBe(`421 proxy.example Service not available, the next hop ${reason}`);
  await until(() => world.nextHop.sessions[0]?.commands.at(-1) === 'QUIT');
  expect(world.log).toMatchObject([{ reason: `the next hop ${reason}` }]);
});

test('over unix sockets on both sides', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lmtp-'));
  const nextHop = await scriptedNextHop({ END: THREE.join('\r\n') }, { listen: join(folder, 'next') });
  onTestFinished(() => nextHop.close());
  const relayTo: Endpoint = { kind: 'unix', path: join(folder, 'next'), lmtp: true };
  const world = await between({ relayTo });
  await world.relay.listen({ kind: 'unix', path: join(folder, 'in'), lmtp: true });
  const client = await rawClient({ path: join(folder, 'in') });
  onTestFinished(() => void client.socket.destroy());
  expect(await client.reply()).toBe('220 proxy.example LMTP');
  await client.say('LHLO client.example');
  expect(await afterDot(await atData(client), 3)).toEqual(THREE);
  expect(await client.say('QUIT')).toMatch(/^221 /);
});

test('S-219: a message past its final dot gets all its replies at the end of the program', async () => {
  const world = await between({
    listenLmtp: true,
    lmtp: true,
    script: { END: { reply: THREE.join('\r\n'), afterMs: 500 } },
    handle: passThrough,
  });
  const client = await atData(await world.greeted());
  client.write('a\r\n.\r\n');
  await until(() => world.nextHop.sessions[0]?.wire.length === 1);
  const ended = world.relay.shutdown(0);
  expect([await client.reply(), await client.reply(), await client.reply()]).toEqual(THREE);
  await ended;
});
