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
import { hiddenEnd } from '../hidden-end.js';
import type { Log } from '../log.js';
import { CUT_OFF, messageEnded, type Ending } from '../message-ending.js';
import type { RelayMetrics } from '../metrics/relay-metrics.js';
import type { NextHop } from '../next-hop/connection.js';
import { openNextHop } from '../next-hop/open.js';
import { formatReply } from '../next-hop/reply.js';
import { isLoopback, plainAddress } from '../peer-address.js';
import { createSession, type Session } from '../session.js';
import type { SessionLimits } from '../session-limits.js';
import { createSpool, type Spool } from '../spool.js';
import type { SpoolSpace } from '../spool-space.js';
import type { MessageHandler, RelaySettings, Reply } from '../types.js';
import { openChannel } from './channel.js';
import { clientInput } from './input.js';
import { proxyHeaderReader, type ProxyHeader } from './proxy-protocol.js';

const HANDSHAKE_MS = 60_000; // as long as a greeting may take
const PROXY_HEADER_MS = 10_000; // at most; a balancer sends it at once

export interface ClientParts {
  readonly settings: RelaySettings;
  readonly handle: MessageHandler;
  readonly log: Log;
  readonly now: () => number;
  readonly metrics: RelayMetrics;
  readonly limits: SessionLimits;
  /** What all spool files share. */
  readonly space: SpoolSpace;
  /** The listener is one for LMTP. */
  readonly lmtp: boolean;
}

export interface ClientConnection {
  /** Resolves when the socket is closed and nothing of the session is left; never rejects. */
  readonly done: Promise<void>;
  /** Ends the session as soon as it is in no transaction: at once if it is idle (S-219). */
  stop(): void;
  /** Ends the session at once, unless its message's final dot has gone to the next hop. */
  cut(): void;
  /** Octets of the message in work that are in memory. */
  spooled(): number;
}

/** Who is served. */
interface Peer {
  /** Null on a unix socket. */
  readonly address: string | null;
  readonly port: number | null;
  /** The PROXY protocol says so. */
  readonly isTold: boolean;
}

/** What waiting for the client can end with. */
type Arrival = { readonly octets: Buffer } | SessionEnd;
type SessionEnd = 'closed' | 'idle' | 'stopped';

export function serveClient(socket: Socket, parts: ClientParts): ClientConnection {
  const { settings, lmtp, now, metrics } = parts;
  const { remoteAddress, remotePort } = socket;
  const connected = {
    address: remoteAddress === undefined ? null : plainAddress(remoteAddress),
    port: remotePort ?? null,
    isTold: false,
  };
  const sessionId = randomBytes(5).toString('hex');
  let log = parts.log.child({ session: sessionId, client: connected.address ?? 'unix socket' });
  let trace = dialogueTrace(log, settings.trace);
  const input = clientInput({ maxCommand: settings.limits.commandLength });
  const over = new AbortController(); // the client has gone, or the session is cut off
  let stopping = false;
  let cutOff = false;
  let opening = false; // the next hop's session
  let handshaking = false;
  let pastDot = false;
  let current: Spool | null = null; // of the message in work
  let dropNextHop: (() => void) | null = null;
  let session: Session | null = null;
  let wake: (() => void) | null = null; // ends the wait for the client
  let stepForward: (() => void) | null = null; // of a connection that stands aside, see SessionLimits

  const mayStop = (): boolean => session === null || !session.inTransaction();
  const channel = openChannel(socket, { onGone: () => over.abort(), unreadMs: settings.timeouts.idle });

  /** While we are busy: a client that closes with nothing more to say has gone. */
  const watchClient = (): void => {
    if (!input.isEmpty()) return; // commands wait behind; its close may just mean that these are the last
    void channel.read().then((octets) => {
      if (octets === null) over.abort();
    });
  };

  const arrival = (timeoutMs: number): Promise<Arrival> =>
    new Promise((resolve) => {
      if (cutOff || (stopping && mayStop())) return resolve('stopped');
      let waiting = true;
      const finish = (result: Arrival): void => {
        waiting = false;
        clearTimeout(timer);
        wake = null;
        resolve(result);
      };
      const timer = setTimeout(() => finish('idle'), timeoutMs);
      wake = () => {
        if (cutOff || mayStop()) finish('stopped');
      };
      void channel.read().then((octets) => {
        if (!waiting) return; // they stay for who asks next
        channel.taken();
        finish(octets === null ? 'closed' : { octets });
      });
    });

  const send = (...replies: readonly Reply[]): Promise<void> => {
    for (const reply of replies) trace.reply('client', reply);
    return channel.write(replies.map(formatReply).join(''));
  };

  /** Null when something has come, else why the session is over. */
  const arrived = async (timeoutMs = settings.timeouts.idle): Promise<SessionEnd | null> => {
    const what = await arrival(timeoutMs);
    if (typeof what === 'object') {
      input.push(what.octets);
      return null;
    }
    if (what === 'idle') await send(IDLE);
    if (what === 'stopped') await send(SHUTTING_DOWN);
    return what;
  };

  const receiveMessage = async (session: Session, nextHop: NextHop): Promise<readonly Reply[] | null> => {
    const began = performance.now();
    const { limits } = settings;
    const spool = createSpool({ ...settings.spool, space: parts.space });
    current = spool;
    const facts = { envelope: session.envelope(), client: session.client() };
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
        {
          message,
          bareLineEnds: sink.count(),
          hiddenEnd: hidden.found(),
          fault: spool.fault(),
          tooLarge: isTooLarge(),
        },
        {
          handle: parts.handle,
          nextHop,
          lmtp,
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
      const ending: Ending = { outcome: 'not relayed', lost: 'a fault of this program', err };
      messageEnded({ ...facts, size: spool.size() }, null, ending, { log, metrics });
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

  /** Null where the session is over: the handshake failed. */
  const startTls = async (): Promise<'secure' | null> => {
    if (settings.clientTls === null || stopping) return null;
    const { context } = settings.clientTls;
    handshaking = true;
    const failure = await channel.startTls(context, Math.min(HANDSHAKE_MS, settings.timeouts.idle));
    handshaking = false;
    if (failure === null) return 'secure';
    if (stopping) return null;
    log.warn({ reason: failure }, 'session ended, the TLS handshake with the client failed');
    metrics.sessionTurnedAway('tls_failed');
    return null;
  };

  const dropInput = async (): Promise<boolean> => {
    const waited = !input.isEmpty();
    input.clear();
    return (await channel.dropInput()) || waited;
  };

  const talk = async (nextHop: NextHop, client: Peer): Promise<void> => {
    const secure = settings.clientTls?.mode === 'implicit';
    const dialogue = createSession({ nextHop, settings, client, lmtp, secure, log, now });
    session = dialogue;
    await send(dialogue.greeting());

    let answeredAt = performance.now();
    while (!channel.isClosed()) {
      const line = input.takeCommand();
      if (line === null) {
        // For the whole line: a client that sends it octet by octet has no more time than others.
        const passed = performance.now() - answeredAt;
        if ((await arrived(Math.max(settings.timeouts.idle - passed, 1))) !== null) return;
        continue;
      }
      trace.command('client', line.ok ? line.text : `(${line.reason})`);
      const quits = line.ok && /^QUIT\s*$/i.test(line.text);
      if (stopping && mayStop() && !quits) return send(SHUTTING_DOWN);
      const step = await dialogue.execute(line);
      if (cutOff) return send(SHUTTING_DOWN);
      if (step.next === 'start TLS' && (await dropInput())) {
        log.warn('dropped what the client sent in clear text behind STARTTLS');
      }
      await send(step.reply);
      if (step.next === 'close') return;
      if (step.next === 'skip') input.skip(step.octets);
      if (step.next === 'start TLS') {
        if ((await startTls()) === null) return;
        await dialogue.becomeSecure();
      }
      answeredAt = performance.now();
      if (step.next !== 'receive a message') continue;

      const replies = await receiveMessage(dialogue, nextHop);
      if (replies === null) return;
      if (cutOff && replies.every(({ code }) => code >= 400)) return send(SHUTTING_DOWN);
      await send(...replies);
      if (over.signal.aborted && replies.some(({ code }) => code < 300)) {
        log.warn('the client went before it heard that its message was taken, it may be delivered twice');
      }
      if (replies.some(({ code }) => code === 421)) return;
      answeredAt = performance.now();
    }
  };

  /** Who the client is, by the PROXY header that comes before all else; null when there is none that can be read. */
  const readProxyHeader = async (): Promise<Peer | null> => {
    const reader = proxyHeaderReader();
    let header: ProxyHeader | null = null;
    const end = performance.now() + Math.min(PROXY_HEADER_MS, settings.timeouts.idle);
    while (header === null) {
      const what = await arrival(Math.max(end - performance.now(), 1));
      if (typeof what !== 'object') {
        if (what === 'idle') {
          log.warn('connection closed, no PROXY header came in time (proxy_protocol)');
          metrics.sessionTurnedAway('no_proxy_header');
        }
        if (what === 'stopped') {
          metrics.sessionTurnedAway('shutdown');
          await turnAway(greetingAtShutdown(settings.hostname));
        }
        return null;
      }
      header = reader.push(what.octets);
    }
    if (!header.ok) {
      log.warn({ reason: header.reason }, 'connection closed, it has no proper PROXY header (proxy_protocol)');
      metrics.sessionTurnedAway('no_proxy_header');
      return null;
    }
    if (settings.clientTls?.mode === 'implicit') channel.giveBack(header.rest);
    else if (header.rest.length > 0) input.push(header.rest);
    if (header.client === null) return connected;
    return { ...header.client, isTold: true };
  };

  const serve = async (): Promise<void> => {
    let client: Peer = connected;
    if (settings.proxyPeers !== null) {
      if (!settings.proxyPeers(connected.address)) {
        log.warn('client refused, it is not in "proxy_protocol"');
        metrics.sessionTurnedAway('not_allowed');
        return turnAway(notAllowed(settings.hostname));
      }
      stepForward = parts.limits.standAside();
      if (stepForward === null) {
        log.warn('connection closed at once, too many have sent no PROXY header yet');
        return metrics.sessionTurnedAway('too_many');
      }
      const told = await readProxyHeader();
      if (told === null) return;
      client = told;
      if (told.isTold) {
        log = parts.log.child({
          session: sessionId,
          client: told.address,
          balancer: connected.address ?? 'unix socket',
        });
        trace = dialogueTrace(log, settings.trace);
      }
    }
    if (!settings.allow(client.address)) {
      log.warn('client refused, it is not in "allow"');
      metrics.sessionTurnedAway('not_allowed');
      return turnAway(notAllowed(settings.hostname));
    }
    const { address } = client;
    const counted = { address, isOurs: isLoopback(address) || settings.xforwardAllowed(address) };
    const excess = parts.limits.enter(counted);
    if (excess !== null) {
      const option = excess === 'too many sessions' ? 'max_sessions' : 'max_sessions_per_client';
      log.warn({ sessions: parts.limits.count() }, `client turned away, ${excess} (${option})`);
      metrics.sessionTurnedAway(excess === 'too many sessions' ? 'too_many' : 'too_many_from_client');
      return turnAway({ code: 421, lines: [`${settings.hostname} Service not available, ${excess}; try again later`] });
    }
    stepForward?.();
    stepForward = null;
    try {
      if (settings.clientTls?.mode === 'implicit' && (await startTls()) === null) return;
      await serveAdmitted(client);
    } finally {
      parts.limits.leave(counted);
    }
  };

  /** As greeting; where TLS comes first a client that is not wanted costs us no handshake, and hears nothing. */
  const turnAway = async (reply: Reply): Promise<void> => {
    if (settings.clientTls?.mode !== 'implicit') await send(reply);
  };

  const sayGoodbye = (): Promise<void> => {
    metrics.sessionTurnedAway('shutdown');
    return send(greetingAtShutdown(settings.hostname));
  };

  const serveAdmitted = async (client: Peer): Promise<void> => {
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
      await talk(nextHop, client);
    } finally {
      nextHop.quit();
    }
  };

  const done = serve()
    .catch((err: unknown) => {
      log.error({ err }, 'session ended by a fault of this program');
      return send(FAULT);
    })
    .then(async () => {
      stepForward ??= parts.limits.standAside();
      await channel.hangUp(stepForward === null ? 'at once' : 'lingering');
      stepForward?.();
    });

  return {
    done,
    stop() {
      stopping = true;
      if (opening) over.abort();
      if (handshaking) channel.destroy();
      wake?.();
    },
    cut() {
      stopping = true;
      channel.hurry();
      if (pastDot) return;
      cutOff = true;
      over.abort(CUT_OFF);
      dropNextHop?.();
      wake?.();
    },
    spooled: () => current?.inMemory() ?? 0,
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

/** A greeting carries no enhanced code (S-210). */
function notAllowed(hostname: string): Reply {
  return { code: 554, lines: [`${hostname} You may not connect here`] };
}

function greetingAtShutdown(hostname: string): Reply {
  return { code: 421, lines: [`${hostname} Service is shutting down`] };
}

/** How a message ends whose final dot has not come. */
const HALF_A_MESSAGE: Readonly<Record<SessionEnd, Ending>> = {
  closed: { outcome: 'client gone', lost: 'the client closed the connection' },
  idle: { outcome: 'client gone', lost: 'the client was silent for too long' },
  stopped: { outcome: 'not relayed', lost: CUT_OFF },
};

const IDLE: Reply = { code: 421, lines: ['4.4.2 No command for too long, closing the connection'] };
const SHUTTING_DOWN: Reply = { code: 421, lines: ['4.3.2 Service is shutting down; try again later'] };
const FAULT: Reply = { code: 421, lines: ['4.3.0 Internal fault; try again later'] };
