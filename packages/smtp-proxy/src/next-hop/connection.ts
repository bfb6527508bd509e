/**
 * One SMTP or LMTP session to the next hop, step by step: a method a command, one at a time. RFC 5321, section 4; RFC 2033.
 *
 * Nothing is retried and nothing is thrown: each step ends with the next hop's reply, or with what to tell the client
 * because there is none. Once the session is gone every further step says so with 421 (S-189).
 */
import type { Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import type { DialogueTrace } from '../dialogue-trace.js';
import type { Reply } from '../types.js';
import { readCapabilities, type Capabilities } from './capabilities.js';
import { dotStuffing } from './dot-stuffing.js';
import { describeReply, replyReader } from './reply.js';
import type { Timeouts } from './timeouts.js';
import { tlsFailure } from './tls-failure.js';

const WRITE_PIECE = 64 * 1024; // small pieces are joined up to this: one write, few packets
const GOODBYE_MS = 5_000; // how long we wait for the reply to QUIT

/** The session is over. `reply` is what the client shall hear, `reason` is for the log. */
export interface Loss {
  readonly reply: Reply;
  readonly reason: string;
}

export type Outcome = { readonly result: 'reply'; readonly reply: Reply } | ({ readonly result: 'lost' } & Loss);

export interface DataOutcome {
  /** What to tell the client: LMTP has one for each accepted recipient, in their order (RFC 2033, section 4.2), SMTP one. */
  readonly replies: readonly Reply[];
  /** Those of them that are the next hop's own. */
  readonly heard: readonly Reply[];
  /** Why the session ended before all was said, for the log; null when it did not. */
  readonly lost: string | null;
  /** The final dot was sent, so without a reply nobody knows what became of the message (S-190). */
  readonly complete: boolean;
}

export interface NextHop {
  /** By its last reply to EHLO or LHLO. */
  readonly capabilities: Capabilities;
  /** Why the session is over, with the reply for the client's next command; null while it stands. */
  gone(): Loss | null;
  /** Sends one command line, given without CRLF as latin1, and waits for its reply. */
  command(line: string, timeoutMs: number): Promise<Outcome>;
  /** EHLO, where that is unknown HELO, with LMTP LHLO. What it offers is known then. Default: with our own name. */
  hello(name?: string): Promise<Outcome>;
  /**
   * DATA, the octets, the final dot, and the reply to that. If `signal` aborts before the dot the session is closed
   * without it, so that the message cannot be taken for whole. `recipients`: how many it has accepted.
   */
  data(
    octets: AsyncIterable<Uint8Array>,
    options: { recipients: number; signal: AbortSignal; onComplete?: () => void },
  ): Promise<DataOutcome>;
  /** Sends QUIT behind what is in progress, and closes; not waited for. */
  quit(): void;
  /** Closes at once. */
  destroy(): void;
}

/** A session while it is opened. */
export interface Dialogue {
  readonly nextHop: NextHop;
  awaitReply(timeoutMs: number): Promise<Outcome>;
  /** The TLS handshake, after 220 to STARTTLS. Resolves with null, or with why there is no secure session. */
  secure(options: ConnectionOptions, timeoutMs: number): Promise<string | null>;
}

export interface DialogueSettings {
  /** Our name in EHLO. */
  readonly hostname: string;
  readonly lmtp: boolean;
  readonly timeouts: Timeouts;
  readonly trace: DialogueTrace;
}

interface Waiter {
  readonly replies: Reply[];
  readonly wanted: number;
  readonly timer: NodeJS.Timeout;
  readonly settle: (loss: Loss | null) => void;
}

/** `plain` is connected. */
export function openDialogue(plain: Socket, { hostname, lmtp, timeouts, trace }: DialogueSettings): Dialogue {
  let socket = plain;
  let waiter: Waiter | null = null;
  let gone: Loss | null = null;
  let onGone: (() => void) | null = null; // wakes a write that waits for room
  let last: Promise<unknown> = Promise.resolve(); // the step in progress
  let capabilities: Capabilities = new Map();
  let sending = false; // a message, and its final dot has not gone
  let earlyRefusal: Reply | null = null; // what it said to that message

  const settle = (loss: Loss | null): void => {
    const waited = waiter;
    if (waited === null) return;
    waiter = null;
    clearTimeout(waited.timer);
    waited.settle(loss);
  };
  const lose = (reason: string, { inFlight, later }: { inFlight: Reply; later: Reply }): void => {
    if (gone !== null) return;
    gone = { reply: later, reason };
    socket.destroy();
    settle({ reply: inFlight, reason });
    onGone?.();
  };
  const loseConnection = (reason: string): void => lose(reason, { inFlight: LOST, later: LOST_BEFORE });
  const loseSense = (reason: string): void => lose(reason, { inFlight: NONSENSE, later: NONSENSE_BEFORE });
  const farewell = (reply: Reply): void =>
    lose(`it closed the session: ${describeReply(reply)}`, { inFlight: reply, later: reply });

  /**
   * 4yz and 5yz say that "the requested action did not occur" (RFC 5321, section 4.2.1), and with no final dot it never
   * will: that is the outcome of this message. What the next hop would make of the rest of it nobody knows, so no more
   * is sent. 2yz before the dot promises nothing (S-192).
   */
  const refuseEarly = (reply: Reply): void => {
    earlyRefusal = reply;
    loseConnection(`it refused a message before its end: ${describeReply(reply)}`);
  };

  const onReply = (reply: Reply): void => {
    trace.reply('next hop', reply);
    if (waiter === null) {
      if (reply.code === 421) farewell(reply);
      else if (sending && reply.code >= 400) refuseEarly(reply);
      else loseSense(`it said "${describeReply(reply)}" when it was not asked`);
      return;
    }
    waiter.replies.push(reply);
    waiter.timer.refresh();
    if (waiter.replies.length === waiter.wanted) settle(null);
    if (reply.code === 421) farewell(reply);
  };

  const onError = (err: NodeJS.ErrnoException): void =>
    loseConnection(`the connection failed (${err.code ?? err.message})`);
  const onEnd = (): void => loseConnection('it closed the connection');
  const onClose = (): void => loseConnection('the connection was closed');
  const attach = (to: Socket): { isIdle(): boolean; release(): void } => {
    const reader = replyReader(onReply, (reason) => loseSense(`it sent ${reason}`));
    const onData = (octets: Buffer): void => {
      if (gone === null) reader.write(octets);
    };
    to.on('data', onData).on('error', onError).on('end', onEnd).on('close', onClose);
    return {
      isIdle: () => reader.isIdle(),
      release: () => void to.off('data', onData).off('error', onError).off('end', onEnd).off('close', onClose),
    };
  };
  socket.setNoDelay(true);
  let attached = attach(socket);

  const awaitReplies = (wanted: number, timeoutMs: number): Promise<{ replies: readonly Reply[]; loss: Loss | null }> =>
    new Promise((resolve) => {
      const replies: Reply[] = [];
      if (gone !== null) return resolve({ replies, loss: gone });
      const timer = setTimeout(() => loseConnection('it did not answer in time'), timeoutMs);
      waiter = { replies, wanted, timer, settle: (loss) => resolve({ replies, loss }) };
    });

  const awaitReply = async (timeoutMs: number): Promise<Outcome> => {
    const { replies, loss } = await awaitReplies(1, timeoutMs);
    const [reply] = replies;
    return reply === undefined ? { result: 'lost', ...(loss ?? UNKNOWN_LOSS) } : { result: 'reply', reply };
  };

  const exchange = (line: string, timeoutMs: number): Promise<Outcome> => {
    const answer = awaitReply(timeoutMs);
    if (gone === null) {
      trace.command('next hop', line);
      socket.write(`${line}\r\n`, 'latin1');
    }
    return answer;
  };

  /** Steps run one after the other, so that a keepalive can't come between DATA and its message. */
  const inTurn = <T>(step: () => Promise<T>): Promise<T> => {
    const turn = last.then(step);
    last = turn.catch(() => undefined);
    return turn;
  };

  /** Resolves when there is room for more, or nobody to write to any more. */
  const write = (octets: Uint8Array): Promise<void> | undefined => {
    if (gone !== null || socket.write(octets)) return undefined;
    return new Promise((resolve) => {
      const timer = setTimeout(() => loseConnection('it took no more of the message in time'), timeouts.block);
      const done = (): void => {
        clearTimeout(timer);
        socket.off('drain', done);
        onGone = null;
        resolve();
      };
      onGone = done;
      socket.on('drain', done);
    });
  };

  const stop = (): void => loseConnection('the session was stopped before the final dot');

  const sendMessage = async (
    octets: AsyncIterable<Uint8Array>,
    { recipients, signal, onComplete }: { recipients: number; signal: AbortSignal; onComplete?: () => void },
  ): Promise<DataOutcome> => {
    const go = await exchange('DATA', timeouts.data);
    if (go.result === 'lost') return { replies: [go.reply], heard: [], lost: go.reason, complete: false };
    if (go.reply.code !== 354) {
      const heard = [go.reply];
      if (go.reply.code >= 400) return { replies: heard, heard, lost: null, complete: false };
      loseSense(`it answered DATA with "${describeReply(go.reply)}"`);
      return { replies: [NONSENSE], heard, lost: 'its reply to DATA makes no sense', complete: false };
    }

    const stuffing = dotStuffing();
    let pieces: Uint8Array[] = [];
    let gathered = 0;
    let total = 0;
    const flush = (): Promise<void> | undefined => {
      const joined = pieces.length === 1 ? pieces[0] : Buffer.concat(pieces, gathered);
      pieces = [];
      gathered = 0;
      return joined === undefined ? undefined : write(joined);
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    sending = true;
    try {
      for await (const piece of octets) {
        const stuffed = stuffing.write(piece);
        pieces.push(stuffed);
        gathered += stuffed.length;
        total += stuffed.length;
        if (gathered >= WRITE_PIECE) await flush();
        if (gone !== null) break;
      }
      const end = stuffing.end();
      pieces.push(end);
      gathered += end.length;
    } catch (err) {
      loseConnection('the message could not be read to its end');
      throw err;
    } finally {
      sending = false;
      signal.removeEventListener('abort', stop);
    }

    if (earlyRefusal !== null) {
      return { replies: [earlyRefusal], heard: [earlyRefusal], lost: null, complete: false };
    }
    if (gone !== null) {
      const { reply, reason } = lostInFlight(gone);
      return { replies: [reply], heard: [], lost: reason, complete: false };
    }
    trace.note('next hop', `(a message of ${total} octets, and the final dot)`);
    const wanted = lmtp ? recipients : 1;
    const answer = awaitReplies(wanted, timeouts.end);
    onComplete?.();
    void flush();
    const { replies, loss } = await answer;
    const unasked = replies.find(({ code }) => code >= 300 && code < 400);
    if (unasked !== undefined) {
      loseSense(`it answered the final dot with "${describeReply(unasked)}"`);
      const lost = 'its reply to the final dot makes no sense';
      return { replies: Array.from({ length: wanted }, () => LOST), heard: replies, lost, complete: true };
    }
    if (replies.length === wanted) return { replies, heard: replies, lost: null, complete: true };
    const { reply: rest, reason } = lostInFlight(loss ?? UNKNOWN_LOSS);
    const missing = Array.from({ length: wanted - replies.length }, () => rest);
    return { replies: [...replies, ...missing], heard: replies, lost: reason, complete: true };
  };

  const hello = async (name: string): Promise<Outcome> => {
    let outcome = await exchange(`${lmtp ? 'LHLO' : 'EHLO'} ${name}`, timeouts.greeting);
    if (!lmtp && outcome.result === 'reply' && outcome.reply.code >= 500) {
      outcome = await exchange(`HELO ${name}`, timeouts.greeting);
    }
    if (outcome.result === 'reply' && outcome.reply.code === 250) capabilities = readCapabilities(outcome.reply);
    return outcome;
  };

  const secure = (options: ConnectionOptions, timeoutMs: number): Promise<string | null> =>
    new Promise((resolve) => {
      if (gone !== null || !attached.isIdle()) {
        // It may be anybody's (RFC 3207, section 6); and a whole reply ends the session, since nothing was asked.
        const failure = 'sent something in clear text behind its reply to STARTTLS';
        loseConnection(failure);
        return resolve(failure);
      }
      attached.release();
      plain.on('error', () => undefined); // it shows at the secure socket
      const secured = connectTls({ ...options, socket: plain });
      const done = (failure: string | null): void => {
        clearTimeout(timer);
        secured.off('error', onError).off('close', onClose);
        if (failure === null) {
          socket = secured;
          attached = attach(secured);
        } else {
          secured.on('error', () => undefined);
          secured.destroy();
          loseConnection(failure);
        }
        resolve(failure);
      };
      const onError = (err: NodeJS.ErrnoException): void => done(tlsFailure(err));
      const onClose = (): void => done('closed the connection in the TLS handshake');
      const timer = setTimeout(() => done('did not end the TLS handshake in time'), timeoutMs);
      secured.on('error', onError).on('close', onClose);
      secured.once('secureConnect', () => done(null));
    });

  const nextHop: NextHop = {
    get capabilities() {
      return capabilities;
    },
    gone: () => gone,
    command: (line, timeoutMs) => inTurn(() => exchange(line, timeoutMs)),
    hello: (name = hostname) => inTurn(() => hello(name)),
    data: (octets, options) => inTurn(() => sendMessage(octets, options)),
    quit() {
      void inTurn(async () => {
        if (gone === null) await exchange('QUIT', GOODBYE_MS);
        loseConnection('we ended the session');
      });
    },
    destroy: () => loseConnection('we closed the connection'),
  };
  return { nextHop, awaitReply, secure };
}

/** What a step that was in progress hears: the next hop's own 421, or ours as 451, since the client may go on. */
function lostInFlight({ reply, reason }: Loss): Loss {
  if (reply === LOST_BEFORE) return { reply: LOST, reason };
  if (reply === NONSENSE_BEFORE) return { reply: NONSENSE, reason };
  return { reply, reason };
}

const LOST: Reply = { code: 451, lines: ['4.4.2 The connection to the next hop was lost; try again later'] };
const LOST_BEFORE: Reply = { code: 421, lines: ['4.4.2 The connection to the next hop was lost; try again later'] };
const NONSENSE: Reply = { code: 451, lines: ['4.3.0 The next hop does not speak proper SMTP; try again later'] };
const NONSENSE_BEFORE: Reply = { code: 421, lines: ['4.3.0 The next hop does not speak proper SMTP; try again later'] };
const UNKNOWN_LOSS: Loss = { reply: LOST, reason: 'the connection was lost' };
