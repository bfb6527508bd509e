/**
 * What a client hears at the end of its DATA: 250 only when the next hop has said 250 for this very message (S-186).
 * DATA goes to the next hop here and nowhere else, and each message that was decided on is logged here, once.
 */
import type { Log } from './log.js';
import type { NextHop } from './next-hop/connection.js';
import { outgoingMessage } from './next-hop/outgoing-message.js';
import { queueIdOf } from './next-hop/queue-id.js';
import { describeReply } from './next-hop/reply.js';
import type { Decision, MessageHandler, RelaySettings, Reply, Report, SpooledMessage } from './types.js';

export interface ReceivedMessage {
  readonly message: SpooledMessage;
  /** Bare CRs and LFs that were in it. */
  readonly bareLineEnds: number;
  /** Why it could not be kept. */
  readonly fault: Error | null;
}

export interface EndOfDataParts {
  readonly handle: MessageHandler;
  readonly nextHop: NextHop;
  readonly settings: RelaySettings;
  readonly log: Log;
  /** Aborts when the client has gone or the session is cut off: nothing is sent on then (S-191). */
  readonly signal: AbortSignal;
  /** Called when the final dot goes to the next hop: from here on the session must not be cut (S-219). */
  readonly onComplete: () => void;
}

/** How a message ended, as the log has it. */
type Ending =
  | 'relayed'
  | 'refused'
  | 'refused by next hop'
  | 'not relayed'
  | 'unknown, may be delivered twice'
  | 'client gone';

export async function answerEndOfData(received: ReceivedMessage, parts: EndOfDataParts): Promise<Reply> {
  const { handle, nextHop, log, signal } = parts;
  const { message } = received;
  const resetNextHop = async (): Promise<void> => {
    await nextHop.command('RSET', parts.settings.timeouts.mail); // what it says shows at the client's next command
  };
  try {
    const refusal = refusalOfOurs(received, parts);
    if (refusal !== null) {
      await resetNextHop();
      return refusal;
    }
    const gone = nextHop.gone();
    if (gone !== null) {
      log.warn({ reason: gone.reason, size: message.size }, 'message not passed on, the next hop has gone');
      return gone.reply;
    }

    const decision = await untilAborted(handle(message, { log, signal }), signal);
    if (decision === null) return STOPPED;
    if (decision.action === 'refuse') {
      await resetNextHop();
      const reply = asciiReply(decision.reply);
      writeReport(decision.report, { received, parts, ending: 'refused', reply: describeReply(reply) });
      return reply;
    }
    return await relay(decision, received, parts, resetNextHop);
  } catch (err) {
    log.error({ err, size: message.size }, 'message not passed on, the client keeps it');
    if (nextHop.gone() === null) await resetNextHop();
    return TRY_LATER;
  }
}

async function relay(
  decision: Extract<Decision, { action: 'relay' }>,
  received: ReceivedMessage,
  parts: EndOfDataParts,
  resetNextHop: () => Promise<void>,
): Promise<Reply> {
  const { nextHop, signal, onComplete } = parts;
  const outcome = await nextHop.data(outgoingMessage(received.message.read(), decision), { signal, onComplete });
  if (outcome.result === 'reply') {
    if (!outcome.complete) await resetNextHop(); // it refused DATA and may still hold the recipients
    const ending = outcome.reply.code < 300 ? 'relayed' : 'refused by next hop';
    writeReport(decision.report, { received, parts, ending, nextHopReply: outcome.reply });
  } else {
    const ending = outcome.complete
      ? 'unknown, may be delivered twice'
      : signal.aborted
        ? 'client gone'
        : 'not relayed';
    writeReport(decision.report, { received, parts, ending, lost: outcome.reason });
  }
  return outcome.reply;
}

/** What we refuse before anybody looks at the message. */
function refusalOfOurs(
  { message, bareLineEnds, fault }: ReceivedMessage,
  { settings, log }: EndOfDataParts,
): Reply | null {
  if (fault !== null) {
    log.error({ err: fault, size: message.size }, 'message not kept, the client keeps it');
    return isDiskFull(fault) ? NO_SPACE : TRY_LATER;
  }
  if (bareLineEnds > 0) {
    const refused = settings.bareNewline === 'reject';
    log.warn(
      { bareLineEnds, size: message.size },
      refused
        ? 'message refused, it has bare CR or LF (bare_newline)'
        : 'bare CR or LF in a message made proper (bare_newline)',
    );
    if (refused) return BARE_LINE_ENDS;
  }
  if (message.startsWithContinuation) {
    const refused = settings.firstLine === 'reject';
    log.warn(
      { size: message.size },
      refused
        ? 'message refused, its first line is a continuation (first_line)'
        : 'the first line of a message is a continuation',
    );
    if (refused) return CONTINUATION;
  }
  return null;
}

/** Never throws: the outcome is known, and a fault of a log must not turn 250 into a second delivery. */
function writeReport(
  report: Report,
  how: {
    received: ReceivedMessage;
    parts: EndOfDataParts;
    ending: Ending;
    nextHopReply?: Reply;
    lost?: string;
    reply?: string;
  },
): void {
  const { message } = how.received;
  const level = how.lost === undefined ? report.level : 'error';
  try {
    how.parts.log[level](
      {
        ...report.fields,
        ident: message.client.xforward.get('IDENT') ?? null,
        size: message.size,
        recipients: message.envelope.recipients.length,
        outcome: how.ending,
        nextHopReply: how.nextHopReply === undefined ? null : describeReply(how.nextHopReply),
        nextHopQueueId: how.nextHopReply === undefined ? null : queueIdOf(how.nextHopReply),
        ...(how.reply === undefined ? {} : { reply: how.reply }),
        ...(how.lost === undefined ? {} : { lost: how.lost }),
      },
      report.message,
    );
  } catch (err) {
    how.parts.log.error({ err, outcome: how.ending }, 'the log line of a message could not be written');
  }
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
const BARE_LINE_ENDS: Reply = { code: 550, lines: ['5.5.2 bare LF or bare CR in message; lines end with CRLF'] };
const CONTINUATION: Reply = { code: 550, lines: ['5.6.0 The first line of the message is a continuation'] };
