/** A relay with settings fit for tests between a client of the test and a next hop of the test, ended with the test. */
import { tmpdir } from 'node:os';
import pino from 'pino';
import { onTestFinished, vi } from 'vitest';
import { createRelay, type Relay } from '../src/relay.js';
import type { Metrics } from '../src/metrics/metrics.js';
import type { Endpoint, MessageHandler, RelaySettings } from '../src/types.js';
import { rawClient, type RawClient } from './raw-client.js';
import { scriptedNextHop, type Script, type ScriptedNextHop } from './scripted-next-hop.js';

vi.setConfig({ testTimeout: 60_000 }); // a busy machine is no failure

const LONG = 60_000; // milliseconds; no test waits for it

export const PATIENT = {
  connect: LONG,
  greeting: LONG,
  mail: LONG,
  rcpt: LONG,
  data: LONG,
  block: LONG,
  end: LONG,
  idle: LONG,
};

/** The defaults of the options. */
export const LIMITS = {
  messageSize: null,
  recipients: null,
  commandLength: 4096,
  sessions: 100,
  sessionsPerClient: null,
};

/** Relays each message as it is. */
export const passThrough: MessageHandler = async () => ({
  action: 'relay',
  top: new Uint8Array(),
  remove: [],
  report: { level: 'info', message: 'passed', fields: {} },
});

export interface Between {
  readonly nextHop: ScriptedNextHop;
  readonly relay: Relay;
  readonly at: { port: number };
  /** Each log line. */
  readonly log: unknown[];
  /** Connects, without reading the greeting. */
  connect: () => Promise<RawClient>;
  /** Connects, hears 220 and says EHLO. */
  greeted: () => Promise<RawClient>;
}

export async function between({
  script = {},
  settings = {},
  handle = passThrough,
  onBody,
  diesAfter = Number.POSITIVE_INFINITY,
  now = () => 1_700_000_000,
  relayTo,
  lmtp = false,
  listenLmtp = false,
  metrics,
}: {
  script?: Script;
  settings?: Partial<RelaySettings>;
  handle?: MessageHandler;
  onBody?: NonNullable<Parameters<typeof scriptedNextHop>[1]>['onBody'];
  diesAfter?: number;
  now?: () => number;
  relayTo?: Endpoint;
  /** The next hop speaks LMTP. */
  lmtp?: boolean;
  /** The client speaks LMTP. */
  listenLmtp?: boolean;
  metrics?: Metrics;
} = {}): Promise<Between> {
  const nextHop = await scriptedNextHop(script, onBody === undefined ? { diesAfter } : { onBody, diesAfter });
  const log: unknown[] = [];
  const relay = createRelay({
    settings: {
      relay: relayTo ?? { kind: 'tcp', host: '127.0.0.1', port: nextHop.port, lmtp },
      hostname: 'proxy.example',
      allow: () => true,
      xforwardAllowed: () => true,
      xclientAllowed: () => true,
      sendXclient: false,
      proxyPeers: null,
      clientTls: null,
      relayTls: null,
      limits: LIMITS,
      bareNewline: 'normalize',
      firstLine: 'guard',
      keepaliveMs: LONG,
      timeouts: PATIENT,
      spool: { dir: tmpdir(), threshold: 256 * 1024, memory: 0, limit: null },
      trace: false,
      ...settings,
    },
    handle,
    log: pino({ level: 'trace' }, { write: (line: string) => void log.push(JSON.parse(line)) }),
    now,
    ...(metrics === undefined ? {} : { metrics }),
  });
  const address = await relay.listen({ kind: 'tcp', host: '127.0.0.1', port: 0, lmtp: listenLmtp });
  const port = address.kind === 'tcp' ? address.port : 0;
  const clients: RawClient[] = [];
  onTestFinished(async () => {
    for (const { socket } of clients) socket.destroy();
    await nextHop.close();
    await relay.shutdown(0);
  });

  const connect = async (): Promise<RawClient> => {
    const client = await rawClient({ port });
    clients.push(client);
    return client;
  };
  return {
    nextHop,
    relay,
    at: { port },
    log,
    connect,
    async greeted() {
      const client = await connect();
      await client.reply();
      await client.say(`${listenLmtp ? 'LHLO' : 'EHLO'} client.example`);
      return client;
    },
  };
}

/** Waits until something is so, as long as a test may take; for what happens on the other side of a socket. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 2));
}
