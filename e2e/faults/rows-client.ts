/** The faults of a client: it goes too early, says too little or too much, or what is no SMTP. */
import { waitFor } from '../harness/program.js';
import { half, leave, nextHopGone, nextHopHas, OVER, reset, talk } from './client-acts.js';
import { KEPT, LEFT, NOTHING, RELAYED, TAKEN, type Row, type Variant } from './row.js';
import { at, messageText, openTalk } from './stand.js';

export const CLIENT_ROWS: readonly Row[] = [
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
        await nextHopHas('DATA', client.stand);
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
        await nextHopHas('the whole message', client.stand);
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
          await nextHopGone(client.stand);
          return leave(client);
        }),
      },
    ],
    hears: '-',
    gets: NOTHING,
    log: [],
    ends: 'over',
  },
];
