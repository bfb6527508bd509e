/**
 * One client's dialogue from top to bottom: a line comes, is executed, is answered. RFC 5321, section 3; RFC 2920.
 *
 * The next hop's session is opened before our greeting and ends with the client's. Octets are read only when they are
 * wanted, so a slow next hop or a slow disk slows the client down instead of filling memory.
 */
import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { dialogueTrace } from '../dialogue-trace.js';
import type { Log } from '../log.js';
import { CLIENT_GONE, CUT_OFF } from '../message-ending.js';
import type { RelayMetrics } from '../metrics/relay-metrics.js';
import type { NextHop } from '../next-hop/connection.js';
import { openNextHop } from '../next-hop/open.js';
import { formatReply } from '../next-hop/reply.js';
import { plainAddress } from '../peer-address.js';
import { createSession, type Session } from '../session.js';
import type { SessionLimits } from '../session-limits.js';
import type { Spool, SpoolShares } from '../spool.js';
import type { MessageHandler, RelaySettings, Reply } from '../types.js';
import { admit, greetingAtShutdown, identify, type Peer } from './admission.js';
import { clientArrivals, type SessionEnd } from './arrivals.js';
import { openChannel } from './channel.js';
import { clientInput } from './input.js';
import { receiveMessage } from './receive-message.js';

const HANDSHAKE_MS = 60_000; // as long as a greeting may take

export interface ClientParts {
  readonly settings: RelaySettings;
  readonly handle: MessageHandler;
  readonly log: Log;
  readonly now: () => number;
  readonly metrics: RelayMetrics;
  readonly limits: SessionLimits;
  readonly spools: SpoolShares;
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

export function serveClient(socket: Socket, parts: ClientParts): ClientConnection {
  const { settings, lmtp, now, metrics } = parts;
  const { remoteAddress, remotePort } = socket;
  const connected: Peer = {
    address: remoteAddress === undefined ? null : plainAddress(remoteAddress),
    port: remotePort ?? null,
    isTold: false,
    hasRights: true,
  };
  const sessionId = randomUUID().slice(-12); // of its random digits; it has many in store, where randomBytes asks each time
  let log = parts.log.child({ session: sessionId, client: nameOf(connected) });
  let trace = dialogueTrace(log, settings.trace);
  const input = clientInput({ maxCommand: settings.limits.commandLength });
  const over = new AbortController(); // the client has gone, or the session is cut off
  let stopping = false;
  let cutOff = false;
  let opening = false; // the next hop's session
  let handshaking = false;
  let isDone = false; // it has heard all that we had to say, and said QUIT
  let isOver = false; // nothing is left to be stopped
  let pastDot = false;
  let spool: Spool | null = null; // of the message in work
  let dropNextHop: (() => void) | null = null;
  let session: Session | null = null;
  let stepForward: (() => void) | null = null; // of a connection that stands aside, see SessionLimits

  const onGone = (): void => {
    if (!isOver) over.abort(CLIENT_GONE);
  };
  const mayStop = (): boolean => session === null || !session.inTransaction();
  const channel = openChannel(socket, { onGone, unreadMs: settings.timeouts.idle });
  const arrivals = clientArrivals(channel, () => cutOff || (stopping && mayStop()));

  /** False if there are too many already. */
  const standAside = (): boolean => {
    stepForward ??= parts.limits.standAside();
    return stepForward !== null;
  };
  const comeForward = (): void => {
    stepForward?.();
    stepForward = null;
  };

  /** While we are busy: a client that closes with nothing more to say has gone. */
  const watchClient = (): void => {
    if (!input.isEmpty()) return; // commands wait behind; its close may just mean that these are the last
    void channel.read().then((octets) => {
      if (octets === null) over.abort(CLIENT_GONE);
    });
  };

  const send = (...replies: readonly Reply[]): Promise<void> => {
    for (const reply of replies) trace.reply('client', reply);
    return channel.write(replies.map(formatReply).join(''));
  };

  /** Null when something has come, else why the session is over. */
  const arrived = async (timeoutMs = settings.timeouts.idle): Promise<SessionEnd | null> => {
    const what = await arrivals.next(timeoutMs);
    if (typeof what === 'object') {
      input.push(what.octets);
      return null;
    }
    if (what === 'idle') await send(IDLE);
    if (what === 'stopped') await send(SHUTTING_DOWN);
    return what;
  };

  const receive = async (session: Session, nextHop: NextHop): Promise<readonly Reply[] | null> => {
    try {
      // Written out, like all that is made for each mail: an object spread into another costs half of a write to a socket.
      return await receiveMessage({
        handle: parts.handle,
        settings,
        spools: parts.spools,
        lmtp,
        metrics,
        log,
        session,
        nextHop,
        trace,
        input,
        arrived,
        signal: over.signal,
        onSpool: (opened) => (spool = opened),
        onWhole: watchClient,
        onComplete: () => (pastDot = true),
      });
    } finally {
      pastDot = false;
      spool = null;
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

  const dropInput = (): boolean => {
    const waited = !input.isEmpty();
    input.clear();
    return channel.dropInput() || waited;
  };

  const talk = async (nextHop: NextHop, client: Peer): Promise<void> => {
    const secure = settings.clientTls?.mode === 'implicit';
    const dialogue = createSession({ nextHop, settings, client, lmtp, secure, log, now });
    session = dialogue;
    await send(dialogue.greeting());

    let answeredAt = performance.now();
    let isAwaited = input.isEmpty(); // it had our reply before it said more
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
      if (step.next === 'start TLS' && dropInput()) {
        log.warn('dropped what the client sent in clear text behind STARTTLS');
      }
      await send(step.reply);
      const wasAwaited = isAwaited;
      isAwaited = input.isEmpty();
      isDone = quits && wasAwaited && isAwaited;
      if (step.next === 'close') return;
      if (step.next === 'skip') input.skip(step.octets);
      if (step.next === 'start TLS') {
        if ((await startTls()) === null) return;
        await dialogue.becomeSecure();
      }
      answeredAt = performance.now();
      if (step.next !== 'receive a message') continue;

      const replies = await receive(dialogue, nextHop);
      if (replies === null) return;
      if (cutOff && replies.every(({ code }) => code >= 400)) return send(SHUTTING_DOWN);
      await send(...replies);
      isAwaited = input.isEmpty();
      if (over.signal.aborted && replies.some(({ code }) => code < 300)) {
        log.warn('the client went before it heard that its message was taken, it may be delivered twice');
      }
      if (replies.some(({ code }) => code === 421)) return;
      answeredAt = performance.now();
    }
  };

  const serve = async (): Promise<void> => {
    const identified = await identify(connected, {
      settings,
      log,
      metrics,
      standAside,
      arrival: (timeoutMs) => arrivals.next(timeoutMs),
      passOn(rest) {
        if (settings.clientTls?.mode === 'implicit') channel.giveBack(rest);
        else if (rest.length > 0) input.push(rest);
      },
    });
    if (!identified.ok) return turnAway(identified.reply);
    const { client } = identified;
    if (client.isTold) {
      log = parts.log.child({ session: sessionId, client: client.address, balancer: nameOf(connected) });
      trace = dialogueTrace(log, settings.trace);
    }
    const admitted = admit(client, { settings, log, metrics, limits: parts.limits });
    if (!admitted.ok) return turnAway(admitted.reply);
    comeForward();
    try {
      if (settings.clientTls?.mode === 'implicit' && (await startTls()) === null) return;
      await serveAdmitted(client);
    } finally {
      admitted.leave();
    }
  };

  /** As greeting; where TLS comes first a client that is not wanted costs us no handshake, and hears nothing. */
  const turnAway = async (reply: Reply | null): Promise<void> => {
    if (reply !== null && settings.clientTls?.mode !== 'implicit') await send(reply);
  };

  const sayGoodbye = (): Promise<void> => {
    metrics.sessionTurnedAway('shutdown');
    return send(greetingAtShutdown(settings.hostname));
  };

  const serveAdmitted = async (client: Peer): Promise<void> => {
    if (stopping) return sayGoodbye();
    watchClient();
    opening = true;
    const opened = await openNextHop(settings, { trace, signal: over.signal });
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
      isOver = true;
      await channel.hangUp(!isDone && standAside() ? 'lingering' : 'at once');
      comeForward();
    });

  return {
    done,
    stop() {
      stopping = true;
      if (opening) over.abort(CLIENT_GONE);
      if (handshaking) channel.destroy();
      arrivals.wake();
    },
    cut() {
      stopping = true;
      channel.hurry();
      if (pastDot) return;
      cutOff = true;
      over.abort(CUT_OFF);
      dropNextHop?.();
      arrivals.wake();
    },
    spooled: () => spool?.inMemory() ?? 0,
  };
}

function nameOf({ address }: Peer): string {
  return address ?? 'unix socket';
}

const IDLE: Reply = { code: 421, lines: ['4.4.2 No command for too long, closing the connection'] };
const SHUTTING_DOWN: Reply = { code: 421, lines: ['4.3.2 Service is shutting down; try again later'] };
const FAULT: Reply = { code: 421, lines: ['4.3.0 Internal fault; try again later'] };
