/** What the relay itself counts: sessions, messages by their outcome, how long each part took. */
import type { Metrics } from './metrics.js';
import { SECONDS } from './metrics.js';

/** How a message ended that came as far as DATA, as labels have it. */
const OUTCOMES = [
  'relayed',
  'relayed_to_some',
  'refused',
  'refused_by_next_hop',
  'not_relayed',
  'unknown',
  'client_gone',
] as const;
export type OutcomeLabel = (typeof OUTCOMES)[number];

/** Which rule of ours refused a message. */
const REFUSALS = ['handler', 'bare_newline', 'hidden_end', 'first_line', 'no_space', 'too_large'] as const;
export type RefusalLabel = (typeof REFUSALS)[number];

/** Why a session ended before mail could come. */
const TURNED_AWAY = [
  'not_allowed',
  'too_many',
  'too_many_from_client',
  'no_proxy_header',
  'tls_failed',
  'next_hop_unavailable',
  'no_worker',
  'shutdown',
] as const;
export type TurnedAway = (typeof TURNED_AWAY)[number];

const OCTETS = [1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864] as const;

export interface RelayMetrics {
  sessionOpened(): void;
  sessionTurnedAway(reason: TurnedAway): void;
  messageEnded(outcome: OutcomeLabel, refusal: RefusalLabel | null): void;
  /** A message of that many octets came whole, this long after our 354. */
  received(octets: number, seconds: number): void;
  handled(seconds: number): void;
  /** From the final dot to the next hop's reply. */
  endOfDataAnswered(seconds: number): void;
}

/** What is read from the relay at each scrape. */
export interface RelayReadings {
  readonly sessions: () => number;
  /** Octets of messages that are in work. */
  readonly spooled: () => { readonly memory: number; readonly disk: number };
}

export function relayMetrics(metrics: Metrics, { sessions, spooled }: RelayReadings): RelayMetrics {
  const opened = metrics.counter({
    name: 'dkimproxy_sessions_total',
    help: 'Client sessions, also those that were turned away.',
    labels: [],
    known: [{}],
  });
  const turnedAway = metrics.counter({
    name: 'dkimproxy_sessions_turned_away_total',
    help: 'Client sessions that were turned away before mail could come, by reason.',
    labels: ['reason'],
    known: TURNED_AWAY.map((reason) => ({ reason })),
  });
  const ended = metrics.counter({
    name: 'dkimproxy_messages_total',
    help: 'Messages that came as far as DATA, by what became of them.',
    labels: ['outcome'],
    known: OUTCOMES.map((outcome) => ({ outcome })),
  });
  const refused = metrics.counter({
    name: 'dkimproxy_messages_refused_total',
    help: 'Messages that we refused ourselves, by the rule that did.',
    labels: ['rule'],
    known: REFUSALS.map((rule) => ({ rule })),
  });
  const size = metrics.histogram({
    name: 'dkimproxy_message_size_bytes',
    help: 'Size of the messages that came whole.',
    buckets: OCTETS,
  });
  const receive = metrics.histogram({
    name: 'dkimproxy_message_receive_seconds',
    help: 'How long the client took to send a message.',
    buckets: SECONDS,
  });
  const handle = metrics.histogram({
    name: 'dkimproxy_message_handling_seconds',
    help: 'How long we took to sign or verify a message, DNS included.',
    buckets: SECONDS,
  });
  const answered = metrics.histogram({
    name: 'dkimproxy_next_hop_end_of_data_seconds',
    help: 'How long the next hop took to answer the end of a message.',
    buckets: SECONDS,
  });
  metrics.reading({
    type: 'gauge',
    name: 'dkimproxy_sessions',
    help: 'Client sessions that are open now.',
    read: sessions,
  });
  metrics.reading({
    type: 'gauge',
    name: 'dkimproxy_spool_memory_bytes',
    help: 'Octets of messages that are kept in memory now.',
    read: () => spooled().memory,
  });
  metrics.reading({
    type: 'gauge',
    name: 'dkimproxy_spool_disk_bytes',
    help: 'Octets of messages that are kept in spool files now.',
    read: () => spooled().disk,
  });

  return {
    sessionOpened: () => opened({}),
    sessionTurnedAway: (reason) => turnedAway({ reason }),
    messageEnded(outcome, refusal) {
      ended({ outcome });
      if (refusal !== null) refused({ rule: refusal });
    },
    received(octets, seconds) {
      size(octets);
      receive(seconds);
    },
    handled: handle,
    endOfDataAnswered: answered,
  };
}
