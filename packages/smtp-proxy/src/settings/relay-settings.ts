/** The options that are the relay's own, completed: seconds become milliseconds, paths whole, what was not given its default. */
import type { AddressMatcher, Endpoint, RelaySettings } from '../types.js';
import { parseNetworks } from './networks.js';
import type { ProxyOrigins, ProxyTable } from './proxy-settings.js';
import { pathFrom } from './read-settings.js';
import type { Origin, Values } from './setting.js';

export const SPOOL_DIR = '/var/tmp';
const SPOOL_MEMORY = 20 * 1024 * 1024;

export function relaySettingsOf(
  values: Values<ProxyTable>,
  origins: ProxyOrigins,
  {
    hostname,
    relay,
    cwd,
    tls,
  }: { hostname: string; relay: Endpoint; cwd: string; tls: Pick<RelaySettings, 'clientTls' | 'relayTls'> },
): RelaySettings {
  return {
    relay: endpointAt(relay, origins.relay?.[0], cwd),
    hostname,
    allow: values.allow ?? networks('loopback,unix,private'),
    xforwardAllowed: values.xforwardHosts ?? networks('loopback,unix'),
    xclientAllowed: values.xclientHosts ?? networks('loopback,unix'),
    sendXclient: values.sendXclient ?? false,
    proxyPeers: values.proxyProtocol ?? null,
    clientTls: tls.clientTls,
    relayTls: tls.relayTls,
    limits: {
      messageSize: values.maxMessageSize ?? null,
      recipients: values.maxRecipients ?? null,
      commandLength: values.maxCommandLength ?? 4096,
      sessions: values.maxSessions ?? 100,
      sessionsPerClient: values.maxSessionsPerClient ?? null,
    },
    bareNewline: values.bareNewline ?? 'normalize',
    firstLine: values.firstLine ?? 'guard',
    keepaliveMs: ms(values.keepalive, 30),
    timeouts: {
      connect: ms(values.timeoutConnect, 10),
      greeting: ms(values.timeoutGreeting, 60),
      mail: ms(values.timeoutMail, 300),
      rcpt: ms(values.timeoutRcpt, 300),
      data: ms(values.timeoutData, 120),
      block: ms(values.timeoutBlock, 180),
      end: ms(values.timeoutEnd, 600),
      idle: ms(values.timeoutIdle, 300),
    },
    spool: {
      dir: pathFrom(origins.spoolDir?.[0], cwd)(values.spoolDir ?? SPOOL_DIR),
      threshold: values.spoolThreshold ?? 262_144,
      memory: values.spoolThreshold === undefined ? SPOOL_MEMORY : 0, // who gives a threshold means it
      limit: values.spoolLimit ?? null,
    },
    trace: values.debugtrace ?? false,
  };
}

/** How long sessions in progress may take at the end. */
export function shutdownTimeoutOf({ shutdownTimeout }: Values<ProxyTable>): number {
  return ms(shutdownTimeout, 60);
}

function ms(seconds: number | undefined, fallback: number): number {
  return 1000 * (seconds ?? fallback);
}

function networks(text: string): AddressMatcher {
  const parsed = parseNetworks(text);
  return parsed.ok ? parsed.value : () => false;
}

/** A unix socket's path is relative to the file that names it. */
export function endpointAt(endpoint: Endpoint, origin: Origin | undefined, cwd: string): Endpoint {
  return endpoint.kind === 'unix' ? { ...endpoint, path: pathFrom(origin, cwd)(endpoint.path) } : endpoint;
}
