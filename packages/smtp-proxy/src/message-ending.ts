/**
 * How each message ended that came as far as DATA: exactly one log line, with its `outcome`, and one count. Every path ends
 * here, also those on which nobody got to decide on the message.
 */
import type { Log } from './log.js';
import { logText } from './log-text.js';
import type { OutcomeLabel, RefusalLabel, RelayMetrics } from './metrics/relay-metrics.js';
import { queueIdOf } from './next-hop/queue-id.js';
import { describeReply } from './next-hop/reply.js';
import type { Reply, Report, SpooledMessage } from './types.js';

export type Outcome =
  | 'relayed'
  /** Of an LMTP next hop. */
  | 'relayed to some recipients'
  /** By us: the handler, or a rule of the options. */
  | 'refused'
  | 'refused by next hop'
  /** Something failed before the final dot went to the next hop; the client keeps the message. */
  | 'not relayed'
  | 'unknown, may be delivered twice'
  | 'client gone';

const LABELS: Readonly<Record<Outcome, OutcomeLabel>> = {
  relayed: 'relayed',
  'relayed to some recipients': 'relayed_to_some',
  refused: 'refused',
  'refused by next hop': 'refused_by_next_hop',
  'not relayed': 'not_relayed',
  'unknown, may be delivered twice': 'unknown',
  'client gone': 'client_gone',
};

export interface Ending {
  readonly outcome: Outcome;
  /** Which rule of ours refused it. */
  readonly refusal?: RefusalLabel;
  /** Our own reply. */
  readonly reply?: Reply;
  /** One; of an LMTP next hop one for each recipient. */
  readonly nextHopReplies?: readonly Reply[];
  /** From the final dot to what came of it. */
  readonly nextHopSeconds?: number;
  /** Why it could not go on. */
  readonly lost?: string;
  readonly err?: unknown;
}

/** Why `signal` aborts at the end of the program. */
export const CUT_OFF = 'the program ends';
/** Why it aborts else. Without a reason each end of a session would make an error with its stack. */
export const CLIENT_GONE = 'the client closed the connection';

/** For what was stopped by `signal`. */
export function stoppedBy(signal: AbortSignal): Pick<Ending, 'outcome' | 'lost'> {
  if (signal.reason === CUT_OFF) return { outcome: 'not relayed', lost: CUT_OFF };
  return { outcome: 'client gone', lost: CLIENT_GONE };
}

/**
 * `report`: what the handler wants to have said; null where it was not asked or did not answer. Never throws: the outcome
 * is known, and a fault of a log or of a count must not turn 250 into a second delivery.
 */
export function messageEnded(
  { size, envelope, client }: Pick<SpooledMessage, 'size' | 'envelope' | 'client'>,
  report: Report | null,
  { outcome, refusal, reply, nextHopReplies = [], nextHopSeconds, lost, err }: Ending,
  { log, metrics }: { log: Log; metrics: RelayMetrics },
): void {
  const [nextHopReply] = nextHopReplies;
  try {
    metrics.messageEnded(LABELS[outcome], refusal ?? null);
    if (nextHopSeconds !== undefined) metrics.endOfDataAnswered(nextHopSeconds);
    const facts: Record<string, unknown> = {
      ...(report === null ? { sender: logText(envelope.sender) } : report.fields),
      ident: client.xforward.get('IDENT') ?? null,
      size,
      recipients: envelope.recipients.length,
      outcome,
      nextHopReply: nextHopReply === undefined ? null : describeReply(nextHopReply),
      nextHopQueueId: nextHopReply === undefined ? null : queueIdOf(nextHopReply),
    };
    if (nextHopReplies.length > 1) facts['nextHopReplies'] = nextHopReplies.map(describeReply);
    if (refusal !== undefined) facts['refusal'] = refusal;
    if (reply !== undefined) facts['reply'] = describeReply(reply);
    if (lost !== undefined) facts['lost'] = lost;
    if (err !== undefined) facts['err'] = err;
    const level = err === undefined ? levelOf(outcome, report, reply) : 'error';
    log[level](facts, report?.message ?? 'message ended before a decision');
  } catch (fault) {
    log.error({ err: fault, outcome }, 'the log line of a message could not be written');
  }
}

function levelOf(outcome: Outcome, report: Report | null, reply: Reply | undefined): Report['level'] {
  if (outcome === 'not relayed' || outcome === 'unknown, may be delivered twice') return 'error';
  const comesAgain = outcome === 'relayed to some recipients' && reply !== undefined; // also to those who have it
  if (comesAgain && report?.level !== 'error') return 'warn';
  if (report === null || (outcome === 'client gone' && report.level === 'info')) return 'warn';
  return report.level;
}
