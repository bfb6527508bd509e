/** How many sessions there may be at a time, in all and for one client. S-246; RFC 5321, section 7.8. */
import { isIPv6 } from 'node:net';

export interface SessionLimits {
  /**
   * Null if there is room, else why not. Who came in must `leave`. `address` is null on a unix socket; `isOurs` (loopback, a
   * unix socket, xforward_hosts) is not counted by client: a mail server there sends for everybody.
   */
  enter(client: {
    address: string | null;
    isOurs: boolean;
  }): 'too many sessions' | 'too many sessions of this client' | null;
  leave(client: { address: string | null; isOurs: boolean }): void;
  /** How many there are. */
  count(): number;
}

/** Null is no limit. They are asked for at each client, since a reload may change them. */
export function sessionLimits(limits: () => { sessions: number; perClient: number | null }): SessionLimits {
  const byClient = new Map<string, number>();
  let count = 0;

  return {
    enter({ address, isOurs }) {
      const { sessions, perClient } = limits();
      if (count >= sessions) return 'too many sessions';
      if (address !== null && !isOurs) {
        const key = clientKey(address);
        const own = byClient.get(key) ?? 0;
        if (perClient !== null && own >= perClient) return 'too many sessions of this client';
        byClient.set(key, own + 1);
      }
      count += 1;
      return null;
    },
    leave({ address, isOurs }) {
      count -= 1;
      if (address === null || isOurs) return;
      const key = clientKey(address);
      const own = (byClient.get(key) ?? 1) - 1;
      if (own > 0) byClient.set(key, own);
      else byClient.delete(key);
    },
    count: () => count,
  };
}

/** One IPv6 client has a whole /64 to come from. */
function clientKey(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.toLowerCase().split('::');
  const front = head === '' ? [] : head.split(':');
  const back = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(8 - front.length - back.length, 0);
  const groups = [...front, ...Array.from({ length: zeros }, () => '0'), ...back];
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}
