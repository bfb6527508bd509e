/**
 * What happens when something fails: a row a fault, tried against the real programs. The rows are the documentation as
 * well: docs/faults.md is made of them (`npx vitest run --project e2e scenarios/faults -u` writes it anew).
 */
import { mkdirSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { DNS_FAULTS, startBrokenDns, type DnsFault } from '../faults/broken-dns.js';
import { startFullBacklog } from '../faults/full-backlog.js';
import { openLanes } from '../faults/lanes.js';
import { faultsPage, type Row, type Setting, type Variant } from '../faults/page.js';
import {
  messageText,
  openStand,
  openTalk,
  type Heard,
  type HopScript,
  type Program,
  type Stand,
} from '../faults/stand.js';
import { tryOut, type Seen } from '../faults/try-out.js';
import { runApp } from '../harness/daemon.js';
import type { Act, Place } from '../harness/faulty-next-hop.js';
import { rsaKey, type TestKey } from '../harness/keys.js';
import { lacks } from '../harness/needs.js';
import { run, runWell, waitFor } from '../harness/program.js';
import { proves } from '../harness/proves.js';
import { openStage } from '../harness/stage.js';

const PROGRAMS = ['dkimproxy-out', 'dkimproxy-in'] as const;
const LARGE = 16_000_000; // octets; more than the sockets between the two take
const SPOOLED = 3_000_000; // octets; more than stays in memory, and than a full disk takes

const AWAY = 'error: client turned away, the next hop is not available';
const GONE = 'warn: session ended, the next hop has gone';
const UNKNOWN = 'error: outcome unknown, may be delivered twice';
const RELAYED = 'info: outcome relayed';
const LEFT = 'warn: outcome client gone';
const NOTHING = 'nothing of the message';
const OVER: Heard = { hears: '-', ends: 'over' };
const KEPT = 'END 250 2.0.0 Ok';
const TAKEN = { hears: KEPT, gets: 'the mail', log: [RELAYED], ends: 'goes on' };

const DNS_WORDS: Readonly<Record<DnsFault, string>> = {
  silent: 'no answer',
  'wrong-id': 'an answer with another id',
  'wrong-question': 'an answer to another question',
  'other-name': 'a record of another name, which is taken for the answer (the name server is trusted)',
  garbage: 'an answer that is none',
  truncated: 'a truncated answer, and over TCP a broken one',
  'looping-alias': 'an alias (CNAME) that leads to itself',
  'server-failure': 'SERVFAIL',
};

/** The next hop does the same thing at one place or at several. */
const at = (places: Place | readonly Place[], act: Act): HopScript =>
  Object.fromEntries([places].flat().map((place) => [place, act]));

/** The client goes well up to a place, and then does as it likes. */
const talk =
  (
    step: Parameters<ReturnType<typeof openTalk>['upTo']>[0],
    then: (talk: ReturnType<typeof openTalk>) => Promise<Heard>,
  ) =>
  async (stand: Stand): Promise<Heard> => {
    const client = openTalk(stand, { allowHalfOpen: true });
    await client.upTo(step);
    return then(client);
  };
const leave = async ({ socket }: ReturnType<typeof openTalk>): Promise<Heard> => {
  socket.destroy();
  return OVER;
};
const reset = async ({ socket }: ReturnType<typeof openTalk>): Promise<Heard> => {
  socket.resetAndDestroy();
  return OVER;
};
const sendLarge = (size: number) => (stand: Stand) => openTalk(stand).toTheEnd(messageText(size));

/** Faults that a next hop can have at each of its replies. `heardAt` is where the client hears of it. */
function atEachReply(
  place: Place,
  heardAt: string,
  { gets = NOTHING, lost, refused }: { gets?: string; lost: readonly string[]; refused: readonly string[] },
): readonly Row[] {
  const greets = heardAt === 'GREETING';
  const base = { side: 'The next hop', place, gets } as const;
  const away = 'GREETING 421 proxy.example Service not available, the next hop …';
  return [
    {
      ...base,
      rule: 'S-186, S-190, S-212',
      variants: [
        { name: 'closes', hop: at(place, { and: 'closes', says: '' }) },
        { name: 'resets', hop: at(place, { and: 'resets', says: '' }) },
        { name: 'breaks off in its reply', hop: at(place, { says: '250-2.0.0 half', and: 'closes', takes: false }) },
        { name: 'is silent', hop: at(place, { and: 'is silent' }), setting: 'short limits' },
      ],
      hears: greets ? away : `${heardAt} 451 4.4.2 The connection to the next hop was lost; try again later`,
      log: lost,
      ends: greets ? 'closed' : '421 4.4.2 at the next command, closed',
    },
    {
      ...base,
      rule: 'S-186, S-188',
      variants: [
        { name: 'says what is no reply', hop: at(place, { says: 'hello' }) },
        { name: 'mixes two codes', hop: at(place, { says: '250-2.0.0 Ok\r\n550 5.0.0 or not', takes: false }) },
      ],
      hears: greets ? away : `${heardAt} 451 4.3.0 The next hop does not speak proper SMTP; try again later`,
      log: lost,
      ends: greets ? 'closed' : '421 4.3.0 at the next command, closed',
    },
    {
      ...base,
      rule: 'S-189',
      variants: [{ name: '421', hop: at(place, { says: '421 4.3.2 going down', and: 'closes' }) }],
      hears: `${heardAt} 421 4.3.2 going down`,
      log: refused,
      ends: 'closed',
    },
  ];
}

const refusal = (place: Place, heardAt: string, parts: Partial<Row> = {}): Row => ({
  rule: 'S-187',
  side: 'The next hop',
  place,
  variants: [{ name: '550', hop: at(place, { says: '550 5.7.1 no' }) }],
  hears: `${heardAt} 550 5.7.1 no`,
  gets: NOTHING,
  log: [],
  ends: 'goes on',
  ...parts,
});

const ROWS: readonly Row[] = [
  {
    rule: 'S-189',
    side: 'The next hop',
    place: 'connection',
    variants: [
      {
        name: 'is not running',
        async client(stand) {
          await stand.hop.stop();
          const heard = await openTalk(stand).toTheEnd();
          await stand.hop.start();
          return heard;
        },
      },
    ],
    hears: 'GREETING 421 proxy.example Service not available, the next hop refused the connection',
    gets: NOTHING,
    log: [AWAY],
    ends: 'closed',
  },
  {
    rule: 'S-189, S-212',
    side: 'The next hop',
    place: 'connection',
    variants: [{ name: 'does not take it within timeout_connect', setting: 'a next hop that takes no connection' }],
    hears: 'GREETING 421 proxy.example Service not available, the next hop does not answer',
    gets: NOTHING,
    log: [AWAY],
    ends: 'closed',
  },
  ...atEachReply('GREETING', 'GREETING', { lost: [AWAY], refused: [AWAY] }),
  refusal('GREETING', 'GREETING', { log: [AWAY], ends: 'closed' }),
  ...atEachReply('EHLO', 'GREETING', { lost: [AWAY], refused: [AWAY] }),
  ...atEachReply('XFORWARD', 'MAIL', { lost: [GONE], refused: [] }),
  refusal('XFORWARD', '', {
    rule: 'S-187, S-220',
    ...TAKEN,
    log: ['warn: the next hop refused XFORWARD, mail goes on', RELAYED],
  }),
  ...atEachReply('MAIL', 'MAIL', { lost: [GONE], refused: [] }),
  refusal('MAIL', 'MAIL'),
  ...atEachReply('RCPT', 'RCPT', { lost: [GONE], refused: [] }),
  refusal('RCPT', 'RCPT'),
  ...(
    [
      ['closes', '', '421 4.4.2 The connection to the next hop was lost; try again later'],
      ['421', '421 4.4.2 idle too long', '421 4.4.2 idle too long'],
      [
        'says what it was not asked',
        '250 2.0.0 surprise',
        '421 4.3.0 The next hop does not speak proper SMTP; try again later',
      ],
    ] as const
  ).map(([name, said, hears]): Row => ({
    rule: 'S-189, S-213',
    side: 'The next hop',
    place: 'between MAIL and RCPT',
    variants: [
      {
        name,
        hop: at('MAIL', { says: `250 2.1.0 Ok${said === '' ? '' : `\r\n${said}`}`, and: 'closes' }),
        client: talk('RCPT', async (client) => {
          await waitFor('the end of the session behind us', () => client.stand.hop.sessions.size === 0);
          return client.toTheEnd();
        }),
      },
    ],
    hears: `RCPT ${hears}`,
    gets: NOTHING,
    log: [GONE],
    ends: 'closed',
  })),
  {
    rule: 'S-189, S-214',
    side: 'The next hop',
    place: 'NOOP, while the client sends the message',
    variants: (
      [
        ['closes', { says: '', and: 'closes' }],
        ['resets', { says: '', and: 'resets' }],
        ['is silent', { and: 'is silent' }],
      ] as const
    ).map(([name, act]): Variant => ({ name, hop: at('NOOP', act), setting: 'short limits', client: lateDot })),
    hears: 'END 421 4.4.2 The connection to the next hop was lost; try again later',
    gets: NOTHING,
    log: ['error: outcome not relayed'],
    ends: 'closed',
  },
  ...atEachReply('DATA', 'END', {
    lost: ['error: outcome not relayed', GONE],
    refused: ['info: outcome refused by next hop'],
  }),
  refusal('DATA', 'END', { log: ['info: outcome refused by next hop'] }),
  {
    rule: 'S-186, S-190, S-212',
    side: 'The next hop',
    place: 'message',
    variants: [
      { name: 'closes', hop: at('BODY', { and: 'closes' }), client: sendLarge(LARGE) },
      { name: 'resets', hop: at('BODY', { and: 'resets' }), client: sendLarge(LARGE) },
      {
        name: 'takes no more of it within timeout_block',
        hop: at('BODY', { and: 'takes no more' }),
        client: sendLarge(LARGE),
        setting: 'short limits',
      },
    ],
    hears: 'END 451 4.4.2 The connection to the next hop was lost; try again later',
    gets: 'a part of the message',
    log: ['error: outcome not relayed', GONE],
    ends: '421 4.4.2 at the next command, closed',
  },
  {
    rule: 'S-192',
    side: 'The next hop',
    place: 'message',
    variants: [
      { name: '250 before the final dot', hop: at('BODY', { says: '250 2.0.0 Ok' }), client: sendLarge(LARGE) },
      { name: 'what is no reply', hop: at('BODY', { says: 'hello' }), client: sendLarge(LARGE) },
    ],
    hears: 'END 451 4.3.0 The next hop does not speak proper SMTP; try again later',
    gets: 'a part of the message',
    log: ['error: outcome not relayed', GONE],
    ends: '421 4.3.0 at the next command, closed',
  },
  {
    rule: 'S-192',
    side: 'The next hop',
    place: 'message',
    variants: [
      { name: '552 before the final dot', hop: at('BODY', { says: '552 5.3.4 too big' }), client: sendLarge(LARGE) },
      {
        name: '552 and closes',
        hop: at('BODY', { says: '552 5.3.4 too big', and: 'closes' }),
        client: sendLarge(LARGE),
      },
    ],
    hears: 'END 552 5.3.4 too big',
    gets: 'a part of the message',
    log: ['info: outcome refused by next hop', GONE],
    ends: '421 4.4.2 at the next command, closed',
  },
  {
    rule: 'S-189, S-192',
    side: 'The next hop',
    place: 'message',
    variants: [
      {
        name: '421 and closes',
        hop: at('BODY', { says: '421 4.3.2 going down', and: 'closes' }),
        client: sendLarge(LARGE),
      },
    ],
    hears: 'END 421 4.3.2 going down',
    gets: 'a part of the message',
    log: ['error: outcome not relayed'],
    ends: 'closed',
  },
  {
    rule: 'S-212',
    side: 'The next hop',
    place: 'message',
    variants: [{ name: 'reads slowly, but reads', hop: at('BODY', { readEveryMs: 5 }), client: sendLarge(LARGE) }],
    ...TAKEN,
  },
  ...atEachReply('END', 'END', {
    gets: 'the whole message',
    lost: [UNKNOWN, GONE],
    refused: ['info: outcome refused by next hop'],
  }),
  refusal('END', 'END', { gets: 'the whole message', log: ['info: outcome refused by next hop'] }),
  {
    rule: 'S-186, S-190',
    side: 'The next hop',
    place: 'END',
    variants: [
      { name: 'takes the mail and dies before it says so', hop: at('END', { says: '', and: 'resets', takes: true }) },
    ],
    hears: 'END 451 4.4.2 The connection to the next hop was lost; try again later',
    gets: 'the mail, but says nothing',
    log: [UNKNOWN, GONE],
    ends: '421 4.4.2 at the next command, closed',
  },
  {
    rule: 'S-188, S-190',
    side: 'The next hop',
    place: 'END',
    variants: [{ name: '354', hop: at('END', { says: '354 more' }) }],
    hears: 'END 451 4.4.2 The connection to the next hop was lost; try again later',
    gets: 'the whole message',
    log: [UNKNOWN, GONE],
    ends: '421 4.3.0 at the next command, closed',
  },
  {
    rule: 'S-216',
    side: 'The next hop',
    place: 'RSET',
    variants: [
      {
        name: 'closes',
        hop: at('RSET', { says: '', and: 'closes' }),
        client: talk('RCPT', async (client) => {
          client.write('RSET\r\n');
          return client.hear('RSET');
        }),
      },
    ],
    hears: 'RSET 250 2.0.0 Ok',
    gets: NOTHING,
    log: [GONE],
    ends: '421 4.4.2 at the next command, closed',
  },
  {
    rule: 'S-216',
    side: 'The next hop',
    place: 'QUIT',
    variants: [
      { name: 'closes', hop: at('QUIT', { says: '', and: 'closes' }) },
      { name: 'resets', hop: at('QUIT', { says: '', and: 'resets' }) },
      { name: 'is silent (we close after 5 s)', hop: at('QUIT', { and: 'is silent' }) },
    ],
    ...TAKEN,
  },
  {
    rule: 'S-188, S-212',
    side: 'The next hop',
    place: 'everywhere',
    variants: [
      {
        name: 'says its replies octet by octet',
        hop: at(['GREETING', 'EHLO', 'XFORWARD', 'MAIL', 'RCPT', 'DATA', 'END', 'QUIT'], { octetEveryMs: 2 }),
      },
    ],
    ...TAKEN,
  },

  {
    rule: 'S-191',
    side: 'The client',
    place: 'before the greeting',
    variants: (['destroy', 'resetAndDestroy'] as const).map((how): Variant => ({
      name: how === 'destroy' ? 'closes' : 'resets',
      hop: at('GREETING', { and: 'is silent' }),
      async client(stand) {
        const client = openTalk(stand);
        await waitFor('the session behind us', () => stand.hop.sessions.size === 1);
        client.socket[how]();
        return OVER;
      },
    })),
    hears: '-',
    gets: NOTHING,
    log: [],
    ends: 'over',
  },
  {
    rule: 'S-191',
    side: 'The client',
    place: 'before EHLO, MAIL, RCPT, DATA',
    variants: (['EHLO', 'MAIL', 'RCPT', 'DATA'] as const).flatMap((step): Variant[] => [
      { name: `closes before ${step}`, client: talk(step, leave) },
      { name: `resets before ${step}`, client: talk(step, reset) },
    ]),
    hears: '-',
    gets: NOTHING,
    log: [],
    ends: 'over',
  },
  {
    rule: 'S-191',
    side: 'The client',
    place: 'message',
    variants: [
      { name: 'closes', client: half(leave) },
      { name: 'resets', client: half(reset) },
    ],
    hears: '-',
    gets: NOTHING,
    log: [LEFT],
    ends: 'over',
  },
  {
    rule: 'S-191',
    side: 'The client',
    place: 'message',
    variants: [
      {
        name: 'closes its side only',
        client: half(async (client) => {
          client.socket.end();
          return client.hear('BODY');
        }),
      },
    ],
    hears: 'BODY closed',
    gets: NOTHING,
    log: [LEFT],
    ends: 'closed',
  },
  {
    rule: 'S-191',
    side: 'The client',
    place: 'END',
    variants: (['closes', 'resets'] as const).map((name): Variant => ({
      name: `${name} while the next hop has not said 354`,
      hop: at('DATA', { afterMs: 1000 }),
      client: talk('END', async (client) => {
        client.write(`${messageText()}.\r\n`);
        await waitFor('DATA', () => [...client.stand.hop.sessions].some(({ commands }) => commands.at(-1) === 'DATA'));
        return name === 'closes' ? leave(client) : reset(client);
      }),
    })),
    hears: '-',
    gets: NOTHING,
    log: [LEFT],
    ends: 'over',
  },
  {
    rule: 'S-186, S-190',
    side: 'The client',
    place: 'END',
    variants: (['closes', 'resets'] as const).map((name): Variant => ({
      name: `${name} while the next hop has the whole message and has not answered`,
      hop: at('END', { afterMs: 500 }),
      client: talk('END', async (client) => {
        client.write(`${messageText()}.\r\n`);
        await waitFor('the final dot', () =>
          [...client.stand.hop.sessions].some(({ seen }) => seen === 'the whole message'),
        );
        return name === 'closes' ? leave(client) : reset(client);
      }),
    })),
    hears: '-',
    gets: 'the mail',
    log: [RELAYED, 'warn: the client went before it heard that its message was taken, it may be delivered twice'],
    ends: 'over',
  },
  {
    rule: 'S-198, S-216',
    side: 'The client',
    place: 'END',
    variants: [
      {
        name: 'sends the final dot and QUIT at once and closes its side',
        client: talk('END', async (client) => {
          client.write(`${messageText()}.\r\nQUIT\r\n`);
          client.socket.end();
          const end = await client.reply();
          return { hears: `END ${end}`, ends: `QUIT ${await client.reply()}, ${await client.reply()}` };
        }),
      },
    ],
    hears: KEPT,
    gets: 'the mail',
    log: [RELAYED],
    ends: 'QUIT 221 2.0.0 Bye, closed',
  },
  {
    rule: 'S-213',
    side: 'The client',
    place: 'before MAIL',
    variants: [
      { name: 'is silent', client: talk('MAIL', (client) => client.hear('MAIL')), setting: 'short limits' },
      {
        name: 'ends its lines with LF alone',
        client: talk('MAIL', (client) => {
          client.write('MAIL FROM:<taro@example.net>\nRCPT TO:<hanako@example.org>\nDATA\n');
          return client.hear('MAIL');
        }),
        setting: 'short limits',
      },
    ],
    hears: 'MAIL 421 4.4.2 No command for too long, closing the connection',
    gets: NOTHING,
    log: [],
    ends: 'closed',
  },
  {
    rule: 'S-213',
    side: 'The client',
    place: 'message',
    variants: [{ name: 'is silent', client: half((client) => client.hear('BODY')), setting: 'short limits' }],
    hears: 'BODY 421 4.4.2 No command for too long, closing the connection',
    gets: NOTHING,
    log: [LEFT],
    ends: 'closed',
  },
  {
    rule: 'S-213, S-214',
    side: 'The client',
    place: 'message',
    variants: [
      {
        name: 'takes three times as long as the next hop would wait (NOOP keeps it)',
        hopIdleMs: 4000,
        setting: 'short limits',
        client: half(async (client) => {
          for (let piece = 0; piece < 24; piece += 1) {
            await new Promise((resolve) => setTimeout(resolve, 500));
            client.write('one more line\r\n');
          }
          client.write('.\r\n');
          return client.hear('END');
        }),
      },
    ],
    ...TAKEN,
  },
  {
    rule: 'S-211',
    side: 'The client',
    place: 'before MAIL',
    variants: [
      {
        name: 'says ten lines of what is no command',
        client: talk('MAIL', async (client) => {
          client.write(Buffer.concat(Array.from({ length: 10 }, () => Buffer.from([0, 255, 13, 1, 128, 13, 10]))));
          for (let line = 1; line < 10; line += 1) {
            const reply = await client.reply();
            if (!reply.startsWith('500 5.5.2 ')) return { hears: `line ${line} ${reply}`, ends: '' };
          }
          return client.hear('MAIL');
        }),
      },
    ],
    hears: 'MAIL 421 4.7.0 Too many commands that are none',
    gets: NOTHING,
    log: [],
    ends: 'closed',
  },
  {
    rule: 'S-215',
    side: 'The client',
    place: 'before MAIL',
    variants: [
      {
        name: 'says a command of 1 MB',
        client: talk('MAIL', async (client) => {
          client.write(`MAIL FROM:<${'a'.repeat(1024 * 1024)}>\r\n`);
          return client.hear('MAIL');
        }),
      },
    ],
    hears: 'MAIL 500 5.5.2 Command line too long',
    gets: NOTHING,
    log: [],
    ends: 'goes on',
  },
  {
    rule: 'S-213',
    side: 'The client',
    place: 'before MAIL',
    variants: [
      {
        name: 'says commands and reads no reply (we close after timeout_idle)',
        setting: 'short limits',
        client: talk('MAIL', async (client) => {
          client.socket.pause();
          const flood = Buffer.from('EHLO c\r\n'.repeat(10_000)); // long replies
          for (let at = 0; at < 20; at += 1) client.write(flood);
          await waitFor('the session to end', () => client.stand.hop.sessions.size === 0);
          return leave(client);
        }),
      },
    ],
    hears: '-',
    gets: NOTHING,
    log: [],
    ends: 'over',
  },

  ...(
    [
      ['before MAIL', NOTHING, 'MAIL', {}],
      ['before DATA', NOTHING, 'DATA', {}],
      ['message', NOTHING, 'END', {}],
      ['END, before the next hop has said 354', NOTHING, 'END', at('DATA', { afterMs: 1000 })],
      ['END, before the next hop has answered', 'the mail, but says nothing', 'END', at('END', { afterMs: 1000 })],
    ] as const
  ).map(([place, gets, step, hop]): Row => ({
    rule: 'S-186, S-190',
    side: 'The machine',
    place,
    variants: [
      {
        name: 'our process is killed (SIGKILL) and started again',
        kills: true,
        hop,
        client: talk(step, async (client) => {
          const { stand } = client;
          if (step === 'END') client.write(messageText(SPOOLED));
          if (place.startsWith('END')) {
            client.write('.\r\n');
            const awaited = gets === NOTHING ? 'DATA' : 'END';
            await waitFor(awaited, () =>
              [...stand.hop.sessions].some(({ commands, seen }) =>
                awaited === 'DATA' ? commands.at(-1) === 'DATA' : seen === 'the whole message',
              ),
            );
          }
          await stand.kill();
          const heard = await client.hear(step);
          if (gets !== NOTHING) await waitFor('the next hop to take it', () => stand.hopGot() !== 'the whole message');
          return heard;
        }),
      },
    ],
    hears: `${step} closed`,
    gets,
    log: [],
    ends: 'closed',
  })),
  {
    rule: 'S-186',
    side: 'The machine',
    place: 'message',
    variants: [
      { name: 'the disk is full', client: sendLarge(SPOOLED), setting: 'a full disk' },
      { name: 'spool_limit is reached', client: sendLarge(SPOOLED), setting: 'a small spool_limit' },
    ],
    hears: 'END 452 4.3.1 Not enough space to keep the message; try again later',
    gets: NOTHING,
    log: ['error: outcome refused'],
    ends: 'goes on',
  },
  {
    rule: 'S-186',
    side: 'The machine',
    place: 'message',
    variants: [
      { name: 'the spool folder is gone', client: sendLarge(SPOOLED), setting: 'no spool folder' },
      {
        name: 'no descriptor is left for the spool file',
        client: sendLarge(SPOOLED),
        setting: 'no descriptor for the spool',
      },
    ],
    hears: 'END 451 4.3.0 The message could not be passed on; try again later',
    gets: NOTHING,
    log: ['error: outcome not relayed'],
    ends: 'goes on',
  },
  {
    rule: 'S-189',
    side: 'The machine',
    place: 'connection',
    variants: [
      {
        name: 'no descriptor is left for the connection to the next hop',
        client: besideTwoOthers,
        setting: 'no descriptor for the next hop',
      },
    ],
    hears: 'GREETING 421 proxy.example Service not available, the next hop cannot be reached (EMFILE)',
    gets: NOTHING,
    log: [AWAY],
    ends: 'closed',
  },
  {
    rule: 'S-189',
    side: 'The machine',
    place: 'connection',
    variants: [
      {
        name: 'no descriptor is left for the client (the system closes its connection; it tries again)',
        client: besideTwoOthers,
        setting: 'no descriptor for a client',
      },
    ],
    hears: 'GREETING closed',
    gets: NOTHING,
    log: [],
    ends: 'closed',
  },

  {
    ...TAKEN,
    rule: 'S-087, S-088, S-089, S-091',
    side: 'DNS',
    place: 'verifying',
    programs: ['dkimproxy-in'],
    variants: dnsFaults('broken DNS'),
    gets: 'the mail, dkim=temperror',
    log: ['warn: outcome relayed'],
  },
  {
    rule: 'S-087, S-088, S-089, S-091',
    side: 'DNS',
    place: 'verifying, with reject_error',
    programs: ['dkimproxy-in'],
    variants: dnsFaults('broken DNS, reject_error'),
    hears: 'END 450 4.7.5 …',
    gets: NOTHING,
    log: ['warn: outcome refused'],
    ends: 'goes on',
  },
  {
    rule: 'S-087',
    side: 'DNS',
    place: 'verifying',
    programs: ['dkimproxy-in'],
    variants: [
      {
        name: DNS_WORDS['other-name'],
        client: (stand) => openTalk(stand).toTheEnd(signed('other-name')),
        setting: 'broken DNS',
      },
    ],
    ...TAKEN,
    gets: 'the mail, dkim=pass',
  },
];

function dnsFaults(setting: Setting): readonly Variant[] {
  return DNS_FAULTS.filter((fault) => fault !== 'other-name').map((fault) => ({
    name: DNS_WORDS[fault],
    client: (stand) => openTalk(stand).toTheEnd(signed(fault)),
    setting,
  }));
}

/** Half of the message, then what the client does instead of the other half. */
function half(then: (client: ReturnType<typeof openTalk>) => Promise<Heard>): (stand: Stand) => Promise<Heard> {
  return talk('END', async (client) => {
    client.write(messageText());
    await new Promise((resolve) => setTimeout(resolve, 50)); // so that it is on its way
    return then(client);
  });
}

/** The dot comes when the next hop has gone. */
async function lateDot(stand: Stand): Promise<Heard> {
  return half(async (client) => {
    for (;;) {
      if ((await Promise.race([closing(stand), pauseFor(500)])) === 'closed') break;
      client.write('one more line\r\n');
    }
    client.write('.\r\n');
    return client.hear('END');
  })(stand);
}

async function closing({ hop }: Stand): Promise<'closed'> {
  await waitFor('the session behind us to end', () => hop.sessions.size === 0);
  return 'closed';
}

function pauseFor(ms: number): Promise<'paused'> {
  return new Promise((resolve) => setTimeout(() => resolve('paused'), ms));
}

/** Two clients are there already. */
async function besideTwoOthers(stand: Stand): Promise<Heard> {
  const others = [openTalk(stand), openTalk(stand)];
  for (const other of others) await other.upTo('EHLO');
  const heard = await openTalk(stand).toTheEnd();
  for (const other of others) other.socket.destroy();
  return heard;
}

const signedMails = new Map<string, string>();

function signed(selector: string): string {
  return signedMails.get(selector) ?? '';
}

describe.skipIf(lacks('openssl', 'root'))('faults', () => {
  const stage = openStage();
  const stands = new Map<string, Promise<Stand>>();
  let key: TestKey;
  let lines: Readonly<Record<Program, string>>;

  const open = async (program: Program, setting: Setting): Promise<Stand> => {
    const base = { program, lines: lines[program] };
    const spool = `spool_threshold 64k\nspool_dir ${stage.folder}/${program}-${setting.replaceAll(/\W/g, '-')}\n`;
    const folder = spool.trim().split(' ').at(-1) ?? '';
    switch (setting) {
      case 'usual':
        mkdirSync(folder);
        return openStand(stage, { ...base, lines: base.lines + spool });
      case 'short limits':
        return openStand(stage, { ...base, lines: base.lines + SHORT_LIMITS });
      case 'a next hop that takes no connection': {
        const { port } = await startFullBacklog(stage);
        return openStand(stage, { ...base, lines: base.lines + SHORT_LIMITS, relayPort: port });
      }
      case 'a full disk':
        mkdirSync(folder);
        await runWell('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]);
        stage.onEnd(async () => void (await run('umount', [folder])));
        return openStand(stage, { ...base, lines: `${base.lines}${spool}spool_limit 1G\n` });
      case 'a small spool_limit':
        mkdirSync(folder);
        return openStand(stage, { ...base, lines: `${base.lines}${spool}spool_limit 1M\n` });
      case 'no spool folder': {
        mkdirSync(folder);
        const stand = await openStand(stage, { ...base, lines: base.lines + spool });
        rmSync(folder, { recursive: true });
        return stand;
      }
      // A session has two descriptors open; two sessions are there when the third client comes.
      case 'no descriptor for the next hop':
        return openStand(stage, { ...base, moreFiles: 2 * 2 + 1 });
      case 'no descriptor for a client':
        return openStand(stage, { ...base, moreFiles: 2 * 2 });
      case 'no descriptor for the spool':
        mkdirSync(folder);
        return openStand(stage, { ...base, lines: base.lines + spool, moreFiles: 2 });
      case 'broken DNS':
      case 'broken DNS, reject_error':
        break;
    }
    const dns = await startBrokenDns(stage, key.record);
    const reject = setting === 'broken DNS' ? '' : 'reject_error\n';
    const more = `nameserver 127.0.0.1:${dns.port}\ndns_timeout 1\n${reject}`;
    return openStand(stage, { ...base, lines: base.lines + more });
  };
  const standFor = (program: Program, setting: Setting): Promise<Stand> => {
    const name = `${program} ${setting}`;
    const stand = stands.get(name) ?? open(program, setting);
    stands.set(name, stand);
    return stand;
  };

  beforeAll(async () => {
    key = await rsaKey(stage, 1024);
    lines = {
      'dkimproxy-out': `domain example.net\nsignature dkim\nkeyfile ${key.file}\nselector s1\n`,
      'dkimproxy-in': '',
    };
    for (const fault of DNS_FAULTS) {
      const { stdout } = await runApp(
        'dkim-check',
        ['sign', '-', '--domain', 'example.net', '--selector', fault, '--keyfile', key.file],
        { input: messageText() },
      );
      signedMails.set(fault, stdout.toString('latin1'));
    }
    lanes.go();
  });
  afterAll(async () => {
    lanes.stop();
    await lanes.ended();
    await stage.end();
  });

  const lanes = openLanes();
  const outcomes = new Map<Variant, () => Promise<readonly Seen[]>>();
  for (const row of ROWS) {
    for (const variant of row.variants) {
      const { setting = 'usual' } = variant;
      const lane = setting === 'usual' || setting === 'short limits' ? setting : 'others';
      const programs = row.programs ?? PROGRAMS;
      const outcome = lanes.add(lane, () =>
        Promise.all(programs.map(async (program) => tryOut(await standFor(program, setting), variant, row))),
      );
      outcomes.set(variant, outcome);
    }
  }

  for (const row of ROWS) {
    for (const variant of row.variants) {
      proves('faults', `${row.rule}: ${row.side}, ${row.place}: ${variant.name}`, async () => {
        const { hears, gets, log, ends } = row;
        const expected = { hears, gets, log: log.join('; '), ends };
        const seen = await outcomes.get(variant)?.();
        expect(seen).toEqual((row.programs ?? PROGRAMS).map(() => expected));
      });
    }
  }

  proves('faults', 'docs/faults.md says what these rows say', async () => {
    await expect(faultsPage(ROWS)).toMatchFileSnapshot('../../docs/faults.md');
  });
});

const SHORT_LIMITS = `${['connect', 'greeting', 'mail', 'rcpt', 'data', 'block', 'end', 'idle'].map((name) => `timeout_${name} 2\n`).join('')}keepalive 1\n`;
