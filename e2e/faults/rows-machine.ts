/** What the machine can lack, and the end of our own process. */
import { waitFor } from '../harness/program.js';
import { nextHopHas, sendLarge, talk } from './client-acts.js';
import { AWAY, NOTHING, type Row } from './row.js';
import { at, messageText, openTalk, type Heard, type Stand } from './stand.js';

const SPOOLED = 3_000_000; // octets; more than stays in memory, and than a full disk takes

export const MACHINE_ROWS: readonly Row[] = [
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
            await nextHopHas(gets === NOTHING ? 'DATA' : 'the whole message', stand);
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
];

/** Two clients are there already. */
async function besideTwoOthers(stand: Stand): Promise<Heard> {
  const others = [openTalk(stand), openTalk(stand)];
  for (const other of others) await other.upTo('EHLO');
  const heard = await openTalk(stand).toTheEnd();
  for (const other of others) other.socket.destroy();
  return heard;
}
