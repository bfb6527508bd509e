/** How many sessions there may be at a time, in all and for one client. S-246; RFC 5321, section 7.8. */
import { clientNetwork } from './peer-address.js';
import { shareOf, WHOLE, type WorkerShare } from './worker-share.js';

/**
 * Connections that are no sessions: they have yet to say who they are (PROXY), or were answered and may take a moment to
 * read that. What they cost is a socket each; a flood of them must not become a flood of sockets.
 */
const MOST_ASIDE = 500;

export interface CountedClient {
  /** Null on a unix socket. */
  readonly address: string | null;
  /** Loopback, a unix socket, xforward_hosts: not counted by client, since a mail server there sends for everybody. */
  readonly isOurs: boolean;
}

export type Excess = 'too many sessions' | 'too many sessions of this client';

export interface SessionLimits {
  /** Null if there is room, else why not. Who came in must `leave`. */
  enter(client: CountedClient): Excess | null;
  leave(client: CountedClient): void;
  /** How many there are. */
  count(): number;
  /** For a connection that is no session: what to call when it is one, or is closed; null if there are too many of these. */
  standAside(): (() => void) | null;
}

export interface SessionCounts {
  readonly sessions: number;
  /** Connections that are no sessions. */
  readonly aside: number;
}

export interface SessionLimitsParts {
  readonly share?: WorkerShare;
  readonly onChange?: (counts: SessionCounts) => void;
}

/** Null is no limit. They are asked for at each client, since a reload may change them. */
export function sessionLimits(
  limits: () => { readonly sessions: number; readonly perClient: number | null },
  { share = WHOLE, onChange = () => undefined }: SessionLimitsParts = {},
): SessionLimits {
  const byClient = new Map<string, number>();
  let count = 0;
  let aside = 0;
  const changed = (): void => onChange({ sessions: count, aside });

  return {
    enter({ address, isOurs }) {
      const { sessions, perClient } = limits();
      if (count >= shareOf(sessions, share)) return 'too many sessions';
      if (address !== null && !isOurs) {
        const key = clientNetwork(address);
        const own = byClient.get(key) ?? 0;
        // Rounded up: nothing spreads the sessions of one client evenly.
        if (perClient !== null && own >= Math.ceil(perClient / share.of)) return 'too many sessions of this client';
        byClient.set(key, own + 1);
      }
      count += 1;
      changed();
      return null;
    },
    leave({ address, isOurs }) {
      count -= 1;
      changed();
      if (address === null || isOurs) return;
      const key = clientNetwork(address);
      const own = (byClient.get(key) ?? 1) - 1;
      if (own > 0) byClient.set(key, own);
      else byClient.delete(key);
    },
    count: () => count,
    standAside() {
      if (aside >= MOST_ASIDE) return null;
      aside += 1;
      changed();
      return () => {
        aside -= 1;
        changed();
      };
    },
  };
}
