/**
 * One client's dialogue from top to bottom: a line comes, is executed, is answered. RFC 5321, section 3; RFC 2920.
 *
 * The next hop's session is opened before our greeting and ends with the client's. Octets are read only when they are
 * wanted, so a slow next hop or a slow disk slows the client down instead of filling memory.
 */
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { normalizeLineEnds } from '../bare-line-ends.js';
import { dialogueTrace } from '../dialogue-trace.js';
import { answerEndOfData } from '../end-of-data.js';
import { beginsWithContinuation } from '../first-line.js';
import type { Log } from '../log.js';
import { CUT_OFF, messageEnded, type Ending } from '../message-ending.js';
import type { RelayMetrics } from '../metrics/relay-metrics.js';
import { openNextHop, type NextHop } from '../next-hop/connection.js';
import { formatReply } from '../next-hop/reply.js';
import { createSession, type Session } from '../session.js';
import { createSpool, type Spool } from '../spool.js';
import type { MessageHandler, RelaySettings, Reply } from '../types.js';
import { clientInput } from './input.js';

const LINGER_MS = 2_000; // how long a client may take to close its side after ours

export interface ClientParts {
  readonly settings: RelaySettings;
  readonly handle: MessageHandler;
  readonly log: Log;
  readonly now: () => number;
  readonly metrics: RelayMetrics;
}

export interface ClientConnection {
  /** Resolves when the socket is closed and nothing of the session is left; never rejects. */
  readonly done: Promise<void>;
  /** Ends the session as soon as it is in no transaction: at once if it is idle (S-219). */
  stop(): void;
  /** Ends the session at once, unless its message's final dot has gone to the next hop. */
  cut(): void;
  /** Octets of the message in work. */
  spooled(): { readonly memory: number; readonly disk: number };
}

/** What waiting for the client can end with. */
type Arrival = { readonly octets: Buffer } | SessionEnd;
type SessionEnd = 'closed' | 'idle' | 'stopped';

export function serveClient(socket: Socket, parts: ClientParts): ClientConnection {
  const { settings, now, metrics } = parts;
  const address = plainAddress(socket.remoteAddress);
  const port = socket.remotePort ?? null;
  const log = parts.log.child({ session: randomBytes(5).toString('hex'), client: address ?? 'unix socket' });
  const trace = dialogueTrace(log, settings.trace);
  const input = clientInput();
  const over = new AbortController(); // the client has gone, or the session is cut off
  let stopping = false;
  let cutOff = false;
  let opening = false; // the next hop's session
  let pastDot = false;
  let hurried = false; // the time to end is over: nobody is waited for to read replies
  let stopSending: (() => void) | null = null;
  let current: Spool | null = null; // of the message in work
  let dropNextHop: (() => void) | null = null;
  let session: Session | null = null;
  let wake: (() => void) | null = null; // ends the wait for the client

  const mayStop = (): boolean => session === null || !session.inTransaction();

  socket.setNoDelay(true);
  // Without a listener an error would end the process; what it means shows where we read and write.
  socket.on('error', () => over.abort());
  const closed = new Promise<void>((resolve) => {
    socket.on('close', () => {
      over.abort();
      resolve();
    });
  });

  const chunks = socket.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
  let reading: Promise<Buffer | null> | null = null;
  const startReading = (): Promise<Buffer | null> => {
    reading ??= chunks.next().then(
      ({ done, value }) => (done === true ? null : value),
      () => null,
    );
    return reading;
  };

  /** While we are busy: a client that closes with nothing more to say has gone. */
  const watchClient = (): void => {
    if (!input.isEmpty()) return; // commands wait behind; its close may just mean that these are the last
    void startReading().then((octets) => {
      if (octets === null) over.abort();
    });
  };

  const arrival = (): Promise<Arrival> =>
    new Promise((resolve) => {
      if (cutOff || (stopping && mayStop())) return resolve('stopped');
      const finish = (result: Arrival): void => {
        clearTimeout(timer);
        wake = null;
        resolve(result);
      };
      const timer = setTimeout(() => finish('idle'), settings.timeouts.idle);
      wake = () => {
        if (cutOff || mayStop()) finish('stopped');
      };
      const wanted = startReading();
      void wanted.then((octets) => {
        if (reading !== wanted || wake === null) return; // we wait no more
        reading = null;
        finish(octets === null ? 'closed' : { octets });
      });
    });

  const send = async (reply: Reply): Promise<void> => {
    trace.reply('client', reply);
    if (!socket.writable || socket.write(formatReply(reply), 'latin1') || hurried) return;
    const unread = setTimeout(() => socket.destroy(), settings.timeouts.idle); // replies that nobody reads
    await new Promise<void>((resolve) => {
      const done = (): void => {
        socket.off('drain', done);
        socket.off('close', done);
        stopSending = null;
        resolve();
      };
      stopSending = done;
      socket.on('drain', done);
      socket.on('close', done);
    });
    clearTimeout(unread);
  };

  /** Null when something has come, else why the session is over. */
  const arrived = async (): Promise<SessionEnd | null> => {
    const what = await arrival();
    if (typeof what === 'object') {
      input.push(what.octets);
      return null;
    }
    if (what === 'idle') await send(IDLE);
    if (what === 'stopped') await send(SHUTTING_DOWN);
    return what;
  };

  const receiveMessage = async (session: Session, nextHop: NextHop): Promise<Reply | null> => {
    const began = performance.now();
    const spool = createSpool(settings.spool);
    current = spool;
    const facts = {
      envelope: session.envelope(),
      client: { address, port, helo: session.helo(), xforward: session.xforward() },
    };
    const keepalive = keepAlive(nextHop, settings);
    try {
      const sink = normalizeLineEnds((octets) => spool.write(octets));
      while (!input.takeMessage(sink)) {
        await spool.settle();
        const end = await arrived();
        if (end === null) continue;
        messageEnded({ ...facts, size: spool.size() }, null, HALF_A_MESSAGE[end], { log, metrics });
        return null;
      }
      await spool.settle();
      trace.note('client', `(a message of ${spool.size()} octets)`);
      metrics.received(spool.size(), (performance.now() - began) / 1000);
      watchClient();
      const message = {
        size: spool.size(),
        startsWithContinuation: beginsWithContinuation(spool.firstOctet()),
        ...facts,
        nextHopKeywords: new Set(nextHop.capabilities.keys()),
        read: () => spool.read(),
      };
      return await answerEndOfData(
        { message, bareLineEnds: sink.count(), fault: spool.fault() },
        {
          handle: parts.handle,
          nextHop,
          settings,
          log,
          metrics,
          signal: over.signal,
          onComplete() {
            pastDot = true;
          },
        },
      );
    } catch (err) {
      messageEnded(
        { ...facts, size: spool.size() },
        null,
        { outcome: 'not relayed', lost: FAULTY, err },
        { log, metrics },
      );
      throw err;
    } finally {
      pastDot = false;
      current = null;
      keepalive.stop();
      session.endTransaction();
      // The outcome is known: what closing says must not change the reply any more.
      spool.close().catch((err: unknown) => log.error({ err }, 'the spool file could not be closed'));
    }
  };

  const talk = async (nextHop: NextHop): Promise<void> => {
    const xforwardAllowed = settings.xforwardAllowed(address);
    const dialogue = createSession({ nextHop, settings, xforwardAllowed, log, now });
    session = dialogue;
    await send({ code: 220, lines: [`${settings.hostname} ESMTP`] });

    while (!socket.destroyed) {
      const line = input.takeCommand();
      if (line === null) {
        if ((await arrived()) !== null) return;
        continue;
      }
      trace.command('client', line.ok ? line.text : `(${line.reason})`);
      const quits = line.ok && /^QUIT\s*$/i.test(line.text);
      if (stopping && mayStop() && !quits) return send(SHUTTING_DOWN);
      const step = await dialogue.execute(line);
      if (cutOff) return send(SHUTTING_DOWN);
      await send(step.reply);
      if (step.next === 'close') return;
      if (step.next === 'skip') input.skip(step.octets);
      if (step.next !== 'receive a message') continue;

      const reply = await receiveMessage(dialogue, nextHop);
      if (reply === null) return;
      if (cutOff && reply.code >= 400) return send(SHUTTING_DOWN);
      await send(reply);
      if (socket.destroyed && reply.code < 300) {
        log.warn('the client went before it heard that its message was taken, it may be delivered twice');
      }
      if (reply.code === 421) return;
    }
  };

  const sayGoodbye = (): Promise<void> => {
    metrics.sessionTurnedAway('shutdown');
    return send(greetingAtShutdown(settings.hostname));
  };

  const serve = async (): Promise<void> => {
    if (!settings.allow(address)) {
      log.warn('client refused, it is not in "allow"');
      metrics.sessionTurnedAway('not_allowed');
      return send({ code: 554, lines: [`${settings.hostname} You may not connect here`] });
    }
    watchClient();
    opening = true;
    const opened = await openNextHop({ ...settings, trace, signal: over.signal });
    opening = false;
    if (!opened.ok) {
      if (stopping) return sayGoodbye();
      if (!over.signal.aborted) {
        log.error({ reason: opened.reason }, 'client turned away, the next hop is not available');
        metrics.sessionTurnedAway('next_hop_unavailable');
      }
      return send(opened.reply);
    }
    const { nextHop } = opened;
    dropNextHop = () => nextHop.destroy();
    try {
      if (stopping) return await sayGoodbye();
      await talk(nextHop);
    } finally {
      nextHop.quit();
    }
  };

  const hangUp = async (): Promise<void> => {
    socket.end();
    const linger = setTimeout(() => socket.destroy(), LINGER_MS);
    void (async () => {
      while ((await startReading()) !== null) reading = null; // unread input would turn our close into a reset
      socket.destroySoon();
    })();
    await closed;
    clearTimeout(linger);
  };

  const done = serve()
    .catch((err: unknown) => {
      log.error({ err }, 'session ended by a fault of this program');
      return send(FAULT);
    })
    .then(hangUp);

  return {
    done,
    stop() {
      stopping = true;
      if (opening) over.abort();
      wake?.();
    },
    cut() {
      stopping = true;
      hurried = true;
      stopSending?.();
      if (pastDot) return;
      cutOff = true;
      over.abort(CUT_OFF);
      dropNextHop?.();
      wake?.();
    },
    spooled: () => current?.kept() ?? NOTHING_KEPT,
  };
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

/** Without the prefix that an IPv4 peer of a two-stack listener has, and without a zone; null on a unix socket. */
function plainAddress(address: string | undefined): string | null {
  return address?.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '') ?? null;
}

/** A greeting carries no enhanced code (S-210). */
function greetingAtShutdown(hostname: string): Reply {
  return { code: 421, lines: [`${hostname} Service is shutting down`] };
}

/** How a message ends whose final dot has not come. */
const HALF_A_MESSAGE: Readonly<Record<SessionEnd, Ending>> = {
  closed: { outcome: 'client gone', lost: 'the client closed the connection' },
  idle: { outcome: 'client gone', lost: 'the client was silent for too long' },
  stopped: { outcome: 'not relayed', lost: CUT_OFF },
};
const FAULTY = 'a fault of this program';
const NOTHING_KEPT = { memory: 0, disk: 0 };

const IDLE: Reply = { code: 421, lines: ['4.4.2 No command for too long, closing the connection'] };
const SHUTTING_DOWN: Reply = { code: 421, lines: ['4.3.2 Service is shutting down; try again later'] };
const FAULT: Reply = { code: 421, lines: ['4.3.0 Internal fault; try again later'] };
