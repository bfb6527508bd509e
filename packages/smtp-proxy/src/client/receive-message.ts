/**
 * One message from 354 to what its client hears at its end: it is read into a spool, the client's pace held by the disk's, and then
 * decided on (end-of-data.ts). Meanwhile the next hop is kept awake.
 */
import { normalizeLineEnds } from '../bare-line-ends.js';
import type { DialogueTrace } from '../dialogue-trace.js';
import { answerEndOfData, type EndOfDataParts } from '../end-of-data.js';
import { beginsWithContinuation } from '../first-line.js';
import { hiddenEnd } from '../hidden-end.js';
import { CUT_OFF, messageEnded, type Ending } from '../message-ending.js';
import type { NextHop } from '../next-hop/connection.js';
import type { Session } from '../session.js';
import { createSpool, type Spool, type SpoolShares } from '../spool.js';
import type { RelaySettings, Reply } from '../types.js';
import type { SessionEnd } from './arrivals.js';
import type { ClientInput } from './input.js';

export interface ReceivingParts extends EndOfDataParts {
  readonly session: Session;
  readonly spools: SpoolShares;
  readonly trace: DialogueTrace;
  readonly input: ClientInput;
  /** Waits for more input: null when it has come, else why the session is over. */
  readonly arrived: () => Promise<SessionEnd | null>;
  readonly onSpool: (spool: Spool) => void;
  /** The message's end has come. */
  readonly onWhole: () => void;
}

/** Null where the session is over before the message is whole. */
export async function receiveMessage(parts: ReceivingParts): Promise<readonly Reply[] | null> {
  const { session, nextHop, settings, trace, input, log, metrics } = parts;
  const began = performance.now();
  const { limits } = settings;
  const spool = createSpool(settings.spool, parts.spools);
  parts.onSpool(spool);
  const envelope = session.envelope();
  const client = session.client();
  const soFar = () => ({ envelope, client, size: spool.size() });
  const isTooLarge = (): boolean => limits.messageSize !== null && spool.size() > limits.messageSize;
  const keepalive = keepAlive(nextHop, settings);
  try {
    const hidden = hiddenEnd();
    const sink = normalizeLineEnds((octets) => {
      hidden.write(octets);
      spool.write(octets);
    });
    while (!input.takeMessage(sink)) {
      if (isTooLarge()) spool.discard(); // it is read to its end, and refused there (S-207)
      await spool.settle();
      const end = await parts.arrived();
      if (end === null) continue;
      messageEnded(soFar(), null, HALF_A_MESSAGE[end], { log, metrics });
      return null;
    }
    await spool.settle();
    trace.note('client', `(a message of ${spool.size()} octets)`);
    metrics.received(spool.size(), (performance.now() - began) / 1000);
    parts.onWhole();
    const message = {
      size: spool.size(),
      startsWithContinuation: beginsWithContinuation(spool.firstOctet()),
      envelope,
      client,
      nextHopKeywords: new Set(nextHop.capabilities.keys()),
      read: () => spool.read(),
    };
    const received = {
      message,
      bareLineEnds: sink.count(),
      hiddenEnd: hidden.found(),
      fault: spool.fault(),
      tooLarge: isTooLarge(),
    };
    return await answerEndOfData(received, parts);
  } catch (err) {
    const ending: Ending = { outcome: 'not relayed', lost: 'a fault of this program', err };
    messageEnded(soFar(), null, ending, { log, metrics });
    throw err;
  } finally {
    keepalive.stop();
    session.endTransaction();
    // The outcome is known: what closing says must not change the reply any more.
    spool.close().catch((err: unknown) => log.error({ err }, 'the spool file could not be closed'));
  }
}

/** An idle smtpd gives up after a time of its own; NOOP keeps it while the client sends and we work. */
function keepAlive(nextHop: NextHop, { keepaliveMs, timeouts }: RelaySettings): { stop(): void } {
  let asking = false;
  const timer = setInterval(() => {
    if (asking || nextHop.gone() !== null) return;
    asking = true;
    void nextHop.command('NOOP', timeouts.mail).then(() => {
      asking = false; // a loss shows at the end of data
    });
  }, keepaliveMs);
  return { stop: () => clearInterval(timer) };
}

/** How a message ends whose final dot has not come. */
const HALF_A_MESSAGE: Readonly<Record<SessionEnd, Ending>> = {
  closed: { outcome: 'client gone', lost: 'the client closed the connection' },
  idle: { outcome: 'client gone', lost: 'the client was silent for too long' },
  stopped: { outcome: 'not relayed', lost: CUT_OFF },
};
