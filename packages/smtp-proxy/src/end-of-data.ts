/**
 * What a client hears at the end of its DATA: 250 only when the next hop has said 250 for this very message (S-186).
 * DATA goes to the next hop here and nowhere else, and each way out says once how the message ended (message-ending.ts).
 */
import { repliesFor } from './replies-to-client.js';
import type { Log } from './log.js';
import { messageEnded, stoppedBy, type Ending } from './message-ending.js';
import type { RelayMetrics } from './metrics/relay-metrics.js';
import type { NextHop } from './next-hop/connection.js';
import { outgoingMessage } from './next-hop/outgoing-message.js';
import { SpoolFullError } from './spool.js';
import type { Decision, MessageHandler, RelaySettings, Reply, SpooledMessage } from './types.js';

export interface ReceivedMessage {
  readonly message: SpooledMessage;
  /** Bare CRs and LFs that were in it. */
  readonly bareLineEnds: number;
  /** A line of NULs and one dot was in it. */
  readonly hiddenEnd: boolean;
  /** Why it could not be kept. */
  readonly fault: Error | null;
  /** It is larger than `max_message_size`. */
  readonly tooLarge: boolean;
}

export interface EndOfDataParts {
  readonly handle: MessageHandler;
  readonly nextHop: NextHop;
  /** The client speaks LMTP. */
  readonly lmtp: boolean;
  readonly settings: RelaySettings;
  readonly log: Log;
  readonly metrics: RelayMetrics;
  /** Aborts when the client has gone or the session is cut off: nothing is sent on then (S-191). */
  readonly signal: AbortSignal;
  /** Called when the final dot goes to the next hop: from here on the session must not be cut (S-219). */
  readonly onComplete: () => void;
}

/** What the client hears: one reply, in LMTP one for each recipient. */
export async function answerEndOfData(received: ReceivedMessage, parts: EndOfDataParts): Promise<readonly Reply[]> {
  const replies = await outcomeOf(received, parts);
  return repliesFor(replies, { lmtp: parts.lmtp, recipients: received.message.envelope.recipients.length });
}

/** One reply, or of an LMTP next hop one for each recipient. */
async function outcomeOf(received: ReceivedMessage, parts: EndOfDataParts): Promise<readonly Reply[]> {
  const { handle, nextHop, log, metrics, signal } = parts;
  const { message } = received;
  let decision: Decision | null = null;
  const end = (ending: Ending): void => messageEnded(message, decision?.report ?? null, ending, parts);
  const resetNextHop = async (): Promise<void> => {
    await nextHop.command('RSET', parts.settings.timeouts.mail); // what it says shows at the client's next command
  };
  try {
    const refusal = refusalOfOurs(received, parts);
    if (refusal !== null) {
      end(refusal);
      await resetNextHop();
      return [refusal.reply];
    }
    const gone = nextHop.gone();
    if (gone !== null) {
      end({ outcome: 'not relayed', lost: gone.reason });
      return [gone.reply];
    }

    const began = performance.now();
    decision = await untilAborted(handle(message, { log, signal }), signal);
    metrics.handled(secondsSince(began));
    if (decision === null) {
      end(stoppedBy(signal));
      return [STOPPED];
    }
    if (decision.action === 'refuse') {
      await resetNextHop();
      const reply = asciiReply(decision.reply);
      end({ outcome: 'refused', refusal: 'handler', reply });
      return [reply];
    }
    const { replies, ending } = await relay(decision, message, parts, resetNextHop);
    end(ending);
    return replies;
  } catch (err) {
    end({ outcome: 'not relayed', reply: TRY_LATER, lost: 'a fault of this program', err });
    if (nextHop.gone() === null) await resetNextHop();
    return [TRY_LATER];
  }
}

async function relay(
  decision: Extract<Decision, { action: 'relay' }>,
  message: SpooledMessage,
  { nextHop, lmtp, signal, onComplete }: EndOfDataParts,
  resetNextHop: () => Promise<void>,
): Promise<{ replies: readonly Reply[]; ending: Ending }> {
  let dotAt: number | null = null;
  const recipients = message.envelope.recipients.length;
  const { replies, heard, lost, complete } = await nextHop.data(outgoingMessage(message.read(), decision), {
    recipients,
    signal,
    onComplete() {
      dotAt = performance.now();
      onComplete();
    },
  });
  const waited = dotAt === null ? {} : { nextHopSeconds: secondsSince(dotAt) };
  if (lost !== null) {
    if (complete) {
      const outcome = 'unknown, may be delivered twice';
      return { replies, ending: { outcome, lost, nextHopReplies: heard, ...waited } };
    }
    return { replies, ending: signal.aborted ? stoppedBy(signal) : { outcome: 'not relayed', lost } };
  }
  if (!complete) await resetNextHop(); // it refused DATA and may still hold the recipients
  const taken = replies.filter(({ code }) => code < 300).length;
  const outcome =
    taken === 0 ? 'refused by next hop' : taken === replies.length ? 'relayed' : 'relayed to some recipients';
  const ending: Ending = { outcome, nextHopReplies: replies, ...waited };
  if (lmtp || outcome !== 'relayed to some recipients') return { replies, ending };
  const [reply] = repliesFor(replies, { lmtp, recipients });
  return { replies, ending: reply === undefined ? ending : { ...ending, reply } };
}

/** What we refuse before anybody looks at the message. */
function refusalOfOurs(
  { message, bareLineEnds, hiddenEnd, fault, tooLarge }: ReceivedMessage,
  { settings, log }: EndOfDataParts,
): (Ending & { readonly reply: Reply }) | null {
  if (tooLarge) return { outcome: 'refused', refusal: 'too_large', reply: TOO_LARGE };
  if (fault !== null) {
    const isFull = fault instanceof SpoolFullError || isDiskFull(fault);
    if (isFull) return { outcome: 'refused', refusal: 'no_space', reply: NO_SPACE, err: fault };
    return { outcome: 'not relayed', lost: 'the message could not be kept', reply: TRY_LATER, err: fault };
  }
  if (hiddenEnd) return { outcome: 'refused', refusal: 'hidden_end', reply: HIDDEN_END };
  if (bareLineEnds > 0) {
    if (settings.bareNewline === 'reject') {
      return { outcome: 'refused', refusal: 'bare_newline', reply: BARE_LINE_ENDS };
    }
    log.warn({ bareLineEnds, size: message.size }, 'bare CR or LF in a message made proper (bare_newline)');
  }
  if (message.startsWithContinuation) {
    if (settings.firstLine === 'reject') return { outcome: 'refused', refusal: 'first_line', reply: CONTINUATION };
    log.warn({ size: message.size }, 'the first line of a message is a continuation');
  }
  return null;
}

function secondsSince(milliseconds: number): number {
  return (performance.now() - milliseconds) / 1000;
}

/** Null if `signal` aborts first; what the promise does afterwards is nobody's business any more. */
async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | null> {
  let stop: (() => void) | undefined;
  const aborted = new Promise<null>((resolve) => {
    stop = () => resolve(null);
    if (signal.aborted) resolve(null);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    const first = await Promise.race([promise, aborted]);
    if (first === null) promise.catch(() => undefined);
    return first;
  } finally {
    if (stop !== undefined) signal.removeEventListener('abort', stop);
  }
}

/** The text may quote a stranger; a reply is one line of ASCII each (S-243). */
function asciiReply({ code, lines }: Reply): Reply {
  return { code, lines: lines.map((line) => line.replaceAll(/[^\x20-\x7e]/g, '?')) };
}

function isDiskFull(err: Error): boolean {
  return 'code' in err && (err.code === 'ENOSPC' || err.code === 'EDQUOT');
}

const TRY_LATER: Reply = { code: 451, lines: ['4.3.0 The message could not be passed on; try again later'] };
const STOPPED: Reply = { code: 421, lines: ['4.3.2 The session was ended; try again later'] };
const NO_SPACE: Reply = { code: 452, lines: ['4.3.1 Not enough space to keep the message; try again later'] };
const TOO_LARGE: Reply = { code: 552, lines: ['5.3.4 The message is larger than this server takes'] };
const BARE_LINE_ENDS: Reply = { code: 550, lines: ['5.5.2 bare LF or bare CR in message; lines end with CRLF'] };
const HIDDEN_END: Reply = {
  code: 550,
  lines: ['5.6.0 A line of NUL and a dot in message; some servers take it for the end'],
};
const CONTINUATION: Reply = { code: 550, lines: ['5.6.0 The first line of the message is a continuation'] };
