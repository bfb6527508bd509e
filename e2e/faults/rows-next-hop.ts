/** The faults of a next hop, place by place. */
import type { Act, Place } from '../harness/faulty-next-hop.js';
import { half, nextHopGone, sendLarge, talk } from './client-acts.js';
import { AWAY, GONE, NOTHING, RELAYED, TAKEN, UNKNOWN, type Row, type Variant } from './row.js';
import type { Setting } from './settings.js';
import { at, openTalk, type Heard, type Stand } from './stand.js';

const LARGE = 16_000_000; // octets; more than the sockets between the two take

export const NEXT_HOP_ROWS: readonly Row[] = [
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
          await nextHopGone(client.stand);
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
  midMessage({
    rule: 'S-186, S-190, S-212',
    acts: [
      ['closes', { and: 'closes' }],
      ['resets', { and: 'resets' }],
      ['takes no more of it within timeout_block', { and: 'takes no more' }, 'short limits'],
    ],
    hears: 'END 451 4.4.2 The connection to the next hop was lost; try again later',
    log: ['error: outcome not relayed', GONE],
    ends: '421 4.4.2 at the next command, closed',
  }),
  midMessage({
    rule: 'S-192',
    acts: [
      ['250 before the final dot', { says: '250 2.0.0 Ok' }],
      ['what is no reply', { says: 'hello' }],
    ],
    hears: 'END 451 4.3.0 The next hop does not speak proper SMTP; try again later',
    log: ['error: outcome not relayed', GONE],
    ends: '421 4.3.0 at the next command, closed',
  }),
  midMessage({
    rule: 'S-192',
    acts: [
      ['552 before the final dot', { says: '552 5.3.4 too big' }],
      ['552 and closes', { says: '552 5.3.4 too big', and: 'closes' }],
    ],
    hears: 'END 552 5.3.4 too big',
    log: ['info: outcome refused by next hop', GONE],
    ends: '421 4.4.2 at the next command, closed',
  }),
  midMessage({
    rule: 'S-189, S-192',
    acts: [['421 and closes', { says: '421 4.3.2 going down', and: 'closes' }]],
    hears: 'END 421 4.3.2 going down',
    log: ['error: outcome not relayed'],
    ends: 'closed',
  }),
  midMessage({ rule: 'S-212', acts: [['reads slowly, but reads', { readEveryMs: 5 }]], ...TAKEN }),
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
];

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

function refusal(place: Place, heardAt: string, parts: Partial<Row> = {}): Row {
  return {
    rule: 'S-187',
    side: 'The next hop',
    place,
    variants: [{ name: '550', hop: at(place, { says: '550 5.7.1 no' }) }],
    hears: `${heardAt} 550 5.7.1 no`,
    gets: NOTHING,
    log: [],
    ends: 'goes on',
    ...parts,
  };
}

/** Faults while the next hop gets a large message. */
function midMessage({
  acts,
  ...parts
}: Pick<Row, 'rule' | 'hears' | 'log' | 'ends'> & {
  gets?: string;
  acts: readonly (readonly [name: string, act: Act, setting?: Setting])[];
}): Row {
  return {
    side: 'The next hop',
    place: 'message',
    variants: acts.map(([name, act, setting = 'usual']) => ({
      name,
      hop: at('BODY', act),
      client: sendLarge(LARGE),
      setting,
    })),
    gets: 'a part of the message',
    ...parts,
  };
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

async function closing(stand: Stand): Promise<'closed'> {
  await nextHopGone(stand);
  return 'closed';
}

function pauseFor(ms: number): Promise<'paused'> {
  return new Promise((resolve) => setTimeout(() => resolve('paused'), ms));
}
