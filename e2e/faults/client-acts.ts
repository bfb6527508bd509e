/** What a client does in the rows: it goes well up to a place, and then leaves, resets, or sends as it likes. */
import { waitFor } from '../harness/program.js';
import { messageText, openTalk, type Heard, type Stand, type Talk } from './stand.js';

export type ClientAct = (stand: Stand) => Promise<Heard>;

/** What a client heard that did not stay to hear it. */
export const OVER: Heard = { hears: '-', ends: 'over' };

/** The client goes well up to a place, and then does as it likes. */
export function talk(step: Parameters<Talk['upTo']>[0], then: (client: Talk) => Promise<Heard>): ClientAct {
  return async (stand) => {
    const client = openTalk(stand, { allowHalfOpen: true });
    await client.upTo(step);
    return then(client);
  };
}

/** Half of the message, then what the client does instead of the other half. */
export function half(then: (client: Talk) => Promise<Heard>): ClientAct {
  return talk('END', async (client) => {
    client.write(messageText());
    await new Promise((resolve) => setTimeout(resolve, 50)); // so that it is on its way
    return then(client);
  });
}

/** A whole mail, with a message of so many octets. */
export function sendLarge(size: number): ClientAct {
  return (stand) => openTalk(stand).toTheEnd(messageText(size));
}

export async function leave({ socket }: Talk): Promise<Heard> {
  socket.destroy();
  return OVER;
}

export async function reset({ socket }: Talk): Promise<Heard> {
  socket.resetAndDestroy();
  return OVER;
}

/** Waits until the next hop has come to the DATA of a session, or to its final dot. */
export async function nextHopHas(what: 'DATA' | 'the whole message', { hop }: Stand): Promise<void> {
  await waitFor(`${what} at the next hop`, () =>
    [...hop.sessions].some(({ commands, seen }) => (what === 'DATA' ? commands.at(-1) === what : seen === what)),
  );
}

/** Waits until there is no session behind us any more. */
export async function nextHopGone({ hop }: Stand): Promise<void> {
  await waitFor('the end of the session behind us', () => hop.sessions.size === 0);
}
