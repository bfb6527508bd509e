/** Who is served: the PROXY header says who it is, `allow` and the limits on sessions say whether. S-224, S-228, S-246. */
import type { Log } from '../log.js';
import type { RelayMetrics } from '../metrics/relay-metrics.js';
import { isLoopback } from '../peer-address.js';
import type { SessionLimits } from '../session-limits.js';
import type { RelaySettings, Reply } from '../types.js';
import type { Arrival } from './arrivals.js';
import { proxyHeaderReader, type ProxyHeader } from './proxy-protocol.js';

const PROXY_HEADER_MS = 10_000; // at most; a balancer sends it at once

export interface Peer {
  /** Null on a unix socket. */
  readonly address: string | null;
  readonly port: number | null;
  /** The PROXY protocol says so. */
  readonly isTold: boolean;
  /** It is not the balancer's client that the balancer did not name: such a one has none of the balancer's rights (S-224). */
  readonly hasRights: boolean;
}

/** `reply` is what it hears as greeting; null: nothing. */
export interface TurnedAway {
  readonly ok: false;
  readonly reply: Reply | null;
}

export interface AdmissionParts {
  readonly settings: RelaySettings;
  readonly log: Log;
  readonly metrics: RelayMetrics;
}

export interface IdentifyParts extends AdmissionParts {
  /** False if there are too many connections that are no sessions. */
  readonly standAside: () => boolean;
  readonly arrival: (timeoutMs: number) => Promise<Arrival>;
  /** Takes what stands behind the PROXY header. */
  readonly passOn: (rest: Buffer) => void;
}

/** Who the client is: who has connected, or whom that one's PROXY header names, which comes before all else. */
export async function identify(
  connected: Peer,
  { settings, log, metrics, standAside, arrival, passOn }: IdentifyParts,
): Promise<{ readonly ok: true; readonly client: Peer } | TurnedAway> {
  const { proxyPeers } = settings;
  if (proxyPeers === null) return { ok: true, client: connected };
  if (!proxyPeers(connected.address)) {
    log.warn('client refused, it is not in "proxy_protocol"');
    metrics.sessionTurnedAway('not_allowed');
    return { ok: false, reply: notAllowed(settings.hostname) };
  }
  if (!standAside()) {
    log.warn('connection closed at once, too many have sent no PROXY header yet');
    metrics.sessionTurnedAway('too_many');
    return { ok: false, reply: null };
  }

  const reader = proxyHeaderReader();
  let header: ProxyHeader | null = null;
  const end = performance.now() + Math.min(PROXY_HEADER_MS, settings.timeouts.idle);
  while (header === null) {
    const what = await arrival(Math.max(end - performance.now(), 1));
    if (what === 'closed') return { ok: false, reply: null };
    if (what === 'idle') {
      log.warn('connection closed, no PROXY header came in time (proxy_protocol)');
      metrics.sessionTurnedAway('no_proxy_header');
      return { ok: false, reply: null };
    }
    if (what === 'stopped') {
      metrics.sessionTurnedAway('shutdown');
      return { ok: false, reply: greetingAtShutdown(settings.hostname) };
    }
    header = reader.push(what.octets);
  }
  if (!header.ok) {
    log.warn({ reason: header.reason }, 'connection closed, it has no proper PROXY header (proxy_protocol)');
    metrics.sessionTurnedAway('no_proxy_header');
    return { ok: false, reply: null };
  }
  passOn(header.rest);
  const { client } = header;
  if (client === 'balancer') return { ok: true, client: connected };
  if (client === 'unknown') return { ok: true, client: { ...connected, hasRights: false } };
  return { ok: true, client: { ...client, isTold: true, hasRights: true } };
}

/** Who is admitted must `leave` when its session is over. */
export function admit(
  { address, hasRights }: Peer,
  { settings, limits, log, metrics }: AdmissionParts & { readonly limits: SessionLimits },
): { readonly ok: true; readonly leave: () => void } | TurnedAway {
  if (!settings.allow(address)) {
    log.warn('client refused, it is not in "allow"');
    metrics.sessionTurnedAway('not_allowed');
    return { ok: false, reply: notAllowed(settings.hostname) };
  }
  const counted = { address, isOurs: hasRights && (isLoopback(address) || settings.xforwardAllowed(address)) };
  const excess = limits.enter(counted);
  if (excess === null) return { ok: true, leave: () => limits.leave(counted) };
  const option = excess === 'too many sessions' ? 'max_sessions' : 'max_sessions_per_client';
  log.warn({ sessions: limits.count() }, `client turned away, ${excess} (${option})`);
  metrics.sessionTurnedAway(excess === 'too many sessions' ? 'too_many' : 'too_many_from_client');
  const text = `${settings.hostname} Service not available, ${excess}; try again later`;
  return { ok: false, reply: { code: 421, lines: [text] } };
}

/** A greeting carries no enhanced code (S-210). */
function notAllowed(hostname: string): Reply {
  return { code: 554, lines: [`${hostname} You may not connect here`] };
}

/** The same. */
export function greetingAtShutdown(hostname: string): Reply {
  return { code: 421, lines: [`${hostname} Service is shutting down`] };
}
