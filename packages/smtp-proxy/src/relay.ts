/** The relay: listeners, the sessions that they bring, and an end in which no message is lost (S-219). */
import type { Socket } from 'node:net';
import { serveClient, type ClientConnection } from './client/connection.js';
import { hasAddress, listen, type Entrance, type Listener, type ListenPlace } from './listener.js';
import type { Log } from './log.js';
import { noMetrics, type Metrics } from './metrics/metrics.js';
import { relayMetrics } from './metrics/relay-metrics.js';
import { sessionLimits, type SessionCounts } from './session-limits.js';
import { spoolMemory } from './spool-memory.js';
import { spoolSpace } from './spool-space.js';
import type { Endpoint, MessageHandler, RelaySettings } from './types.js';
import { WHOLE, type WorkerShare } from './worker-share.js';

export interface Relay {
  /** Resolves with the address when it accepts clients; may be called for several endpoints. Rejects if it can't. */
  listen(endpoint: ListenPlace): Promise<Endpoint>;
  /**
   * Accepts no more clients, ends idle sessions with 421 and lets transactions come to their own end. What is not done
   * after `timeoutMs` gets 421, but for messages whose final dot has gone to the next hop: they wait for its reply.
   */
  shutdown(timeoutMs: number): Promise<void>;
  /** Serves a client that somebody else has accepted. Resolves when nothing of the session is left. */
  adopt(socket: Socket, entrance: Entrance): Promise<void>;
  /** How many clients are connected. */
  sessions(): number;
  /** From the next client on. Sessions in progress end with what they began with. */
  update(running: { readonly settings: RelaySettings; readonly handle: MessageHandler }): void;
}

export interface RelayParts {
  readonly settings: RelaySettings;
  readonly handle: MessageHandler;
  readonly log: Log;
  /** Now, in whole seconds since 1970. */
  readonly now: () => number;
  /** Where it counts what it does. Default: nowhere. */
  readonly metrics?: Metrics;
  /** Which of several workers this is: limits that are meant for all are divided. Default: the only one. */
  readonly share?: WorkerShare;
  /** Hears of each change. */
  readonly onSessions?: (counts: SessionCounts) => void;
}

export function createRelay(parts: RelayParts): Relay {
  const { log, now } = parts;
  let { settings, handle } = parts;
  const listeners: Listener[] = [];
  const clients = new Set<ClientConnection>();
  let isStopping = false;
  const { share = WHOLE } = parts;
  const limits = sessionLimits(
    () => ({ sessions: settings.limits.sessions, perClient: settings.limits.sessionsPerClient }),
    { share, ...(parts.onSessions === undefined ? {} : { onChange: parts.onSessions }) },
  );
  const space = spoolSpace(() => settings.spool, { share });
  const spools = { space, memory: spoolMemory(() => settings.spool.memory) };
  const metrics = relayMetrics(parts.metrics ?? noMetrics, {
    sessions: () => clients.size,
    spooled: () => ({
      memory: [...clients].reduce((sum, client) => sum + client.spooled(), 0),
      disk: space.used(),
    }),
  });

  const serve = async (socket: Socket, { lmtp = false }: Entrance): Promise<void> => {
    const client = serveClient(socket, { settings, handle, log, now, metrics, limits, spools, lmtp });
    metrics.sessionOpened();
    clients.add(client);
    if (isStopping) client.stop();
    await client.done;
    clients.delete(client);
  };

  return {
    async listen(endpoint) {
      const listener = await listen(endpoint, {
        onSocket: (socket, entrance) => void serve(socket, entrance),
        onError: (err) => log.error({ err }, 'the listener reported an error'),
      });
      listeners.push(listener);
      return listener.address;
    },
    async adopt(socket, entrance) {
      if (hasAddress(socket, entrance)) await serve(socket, entrance);
      else socket.destroy();
    },
    async shutdown(timeoutMs) {
      isStopping = true;
      for (const listener of listeners) listener.close();
      for (const client of clients) client.stop();
      const cut = setTimeout(() => {
        if (clients.size > 0) log.warn({ sessions: clients.size }, 'sessions not finished in time are ended');
        for (const client of clients) client.cut();
      }, timeoutMs);
      await Promise.all([...clients].map(({ done }) => done));
      clearTimeout(cut);
    },
    sessions: () => clients.size,
    update(running) {
      ({ settings, handle } = running);
    },
  };
}
