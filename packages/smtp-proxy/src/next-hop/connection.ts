/**
 * One SMTP session to the next hop, step by step: a method a command, one at a time. RFC 5321, section 4.
 *
 * Nothing is retried and nothing is thrown: each step ends with the next hop's reply, or with what to tell the client
 * because there is none. Once the session is gone every further step says so with 421 (S-189).
 */
import { connect as openSocket, type Socket } from 'node:net';
import type { DialogueTrace } from '../dialogue-trace.js';
import type { Endpoint, Reply } from '../types.js';
import { readCapabilities, type Capabilities } from './capabilities.js';
import { dotStuffing } from './dot-stuffing.js';
import { describeReply, replyReader } from './reply.js';
import type { Timeouts } from './timeouts.js';

const WRITE_PIECE = 64 * 1024; // small pieces are joined up to this: one write, few packets
const GOODBYE_MS = 5_000; // how long we wait for the reply to QUIT

export type Outcome =
  | { readonly result: 'reply'; readonly reply: Reply }
  /** The session is over. `reply` is what the client shall hear, `reason` is for the log. */
  | { readonly result: 'lost'; readonly reply: Reply; readonly reason: string };

/** `complete`: the final dot was sent, so without a reply nobody knows what became of the message (S-190). */
export type DataOutcome = Outcome & { readonly complete: boolean };

export interface NextHop {
  readonly capabilities: Capabilities;
  /** Why the session is over, with the reply for the client's next command; null while it stands. */
  gone(): { readonly reply: Reply; readonly reason: string } | null;
  /** Sends one command line, given without CRLF as latin1, and waits for its reply. */
  command(line: string, timeoutMs: number): Promise<Outcome>;
  /**
   * DATA, the octets, the final dot, and the reply to that. If `signal` aborts before the dot the session is closed
   * without it, so that the message cannot be taken for whole.
   */
  data(
    octets: AsyncIterable<Uint8Array>,
    options: { signal: AbortSignal; onComplete?: () => void },
  ): Promise<DataOutcome>;
  /** Sends QUIT behind what is in progress, and closes; not waited for. */
  quit(): void;
  /** Closes at once. */
  destroy(): void;
}

export type OpenedNextHop =
  | { readonly ok: true; readonly nextHop: NextHop }
  /** `reply` is the greeting that the client gets instead of ours: no enhanced code (S-210). */
  | { readonly ok: false; readonly reply: Reply; readonly reason: string };

export interface NextHopSettings {
  readonly relay: Endpoint;
  readonly hostname: string;
  readonly timeouts: Timeouts;
  readonly trace: DialogueTrace;
  /** Aborts when the client has gone meanwhile. */
  readonly signal: AbortSignal;
}

/** Connects, hears the greeting and says EHLO. */
export async function openNextHop({
  relay,
  hostname,
  timeouts,
  trace,
  signal,
}: NextHopSettings): Promise<OpenedNextHop> {
  const down = (reason: string): OpenedNextHop => ({
    ok: false,
    reply: { code: 421, lines: [`${hostname} Service not available, the next hop ${reason}`] },
    reason: `the next hop ${reason}`,
  });
  if (signal.aborted) return down('is not needed any more');

  const socket =
    relay.kind === 'unix' ? openSocket(relay.path) : openSocket({ host: relay.host, port: relay.port, noDelay: true });
  const abort = (): void => {
    socket.destroy();
  };
  signal.addEventListener('abort', abort, { once: true });
  try {
    const failure = await connected(socket, timeouts.connect);
    if (failure !== null) return down(failure);
    const session = dialogue(socket, { timeouts, trace });

    const greeting = await session.awaitReply(timeouts.greeting);
    if (greeting.result === 'lost') return down(`did not greet: ${greeting.reason}`);
    if (greeting.reply.code !== 220) {
      session.nextHop.quit();
      const refusal = greeting.reply.code >= 400;
      if (!refusal) return down('greeted with an unknown code');
      return { ok: false, reply: greeting.reply, reason: `the next hop greeted with ${describeReply(greeting.reply)}` };
    }

    let hello = await session.nextHop.command(`EHLO ${hostname}`, timeouts.greeting);
    if (hello.result === 'reply' && hello.reply.code >= 500) {
      hello = await session.nextHop.command(`HELO ${hostname}`, timeouts.greeting);
    }
    if (hello.result === 'lost') return down(`did not answer EHLO: ${hello.reason}`);
    if (hello.reply.code !== 250) {
      session.nextHop.quit();
      if (hello.reply.code !== 421) return down(`refused EHLO with ${hello.reply.code}`);
      return { ok: false, reply: hello.reply, reason: `the next hop answered EHLO with ${describeReply(hello.reply)}` };
    }
    return { ok: true, nextHop: { ...session.nextHop, capabilities: readCapabilities(hello.reply) } };
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** Null when the connection stands, else why it does not. */
function connected(socket: Socket, timeoutMs: number): Promise<string | null> {
  return new Promise((resolve) => {
    const done = (failure: string | null): void => {
      clearTimeout(timer);
      socket.off('connect', onConnect);
      socket.off('close', onClose);
      if (failure !== null) socket.destroy();
      resolve(failure);
    };
    const onConnect = (): void => done(null);
    const onClose = (): void => done('closed the connection');
    const timer = setTimeout(() => done('does not answer'), timeoutMs);
    socket.on('connect', onConnect);
    socket.on('close', onClose);
    // Stays on: an error without a listener would end the process.
    socket.on('error', (err: NodeJS.ErrnoException) => done(connectFailure(err)));
  });
}

/** In words of ours: the system's text names addresses and paths of this machine. */
function connectFailure(err: NodeJS.ErrnoException): string {
  if (err.code === 'ECONNREFUSED') return 'refused the connection';
  if (err.code === 'ENOTFOUND' || err.code === 'EAI_AGAIN') return 'has no address';
  if (err.code === 'ENOENT') return 'is not running';
  return `cannot be reached (${err.code ?? 'unknown error'})`;
}

function dialogue(socket: Socket, { timeouts, trace }: { timeouts: Timeouts; trace: DialogueTrace }) {
  let waiter: ((outcome: Outcome) => void) | null = null;
  let gone: { reply: Reply; reason: string } | null = null;
  let onGone: (() => void) | null = null; // wakes a write that waits for room
  let last: Promise<unknown> = Promise.resolve(); // the step in progress
  let sending = false; // a message, and its final dot has not gone
  let earlyRefusal: Reply | null = null; // what it said to that message

  const lose = (reason: string, { inFlight, later }: { inFlight: Reply; later: Reply }): void => {
    if (gone !== null) return;
    gone = { reply: later, reason };
    socket.destroy();
    waiter?.({ result: 'lost', reply: inFlight, reason });
    waiter = null;
    onGone?.();
  };
  const loseConnection = (reason: string): void => lose(reason, { inFlight: LOST, later: LOST_BEFORE });
  const loseSense = (reason: string): void => lose(reason, { inFlight: NONSENSE, later: NONSENSE_BEFORE });

  const reader = replyReader(
    (reply) => {
      trace.reply('next hop', reply);
      const resolve = waiter;
      if (resolve !== null) {
        waiter = null;
        resolve({ result: 'reply', reply });
        if (reply.code === 421) farewell(reply);
      } else if (reply.code === 421) farewell(reply);
      else if (sending && reply.code >= 400) refuseEarly(reply);
      else loseSense(`it said "${describeReply(reply)}" when it was not asked`);
    },
    (reason) => loseSense(`it sent ${reason}`),
  );
  /**
   * 4yz and 5yz say that "the requested action did not occur" (RFC 5321, section 4.2.1), and with no final dot it never
   * will: that is the outcome of this message. What the next hop would make of the rest of it nobody knows, so no more
   * is sent. 2yz before the dot promises nothing (S-192).
   */
  const refuseEarly = (reply: Reply): void => {
    earlyRefusal = reply;
    loseConnection(`it refused a message before its end: ${describeReply(reply)}`);
  };
  const farewell = (reply: Reply): void =>
    lose(`it closed the session: ${describeReply(reply)}`, { inFlight: reply, later: reply });

  socket.setNoDelay(true);
  socket.on('data', (octets: Buffer) => {
    if (gone === null) reader.write(octets);
  });
  socket.on('error', (err: NodeJS.ErrnoException) =>
    loseConnection(`the connection failed (${err.code ?? err.message})`),
  );
  socket.on('end', () => loseConnection('it closed the connection'));
  socket.on('close', () => loseConnection('the connection was closed'));

  const awaitReply = (timeoutMs: number): Promise<Outcome> =>
    new Promise((resolve) => {
      if (gone !== null) return resolve({ result: 'lost', ...gone });
      const timer = setTimeout(() => loseConnection('it did not answer in time'), timeoutMs);
      waiter = (outcome) => {
        clearTimeout(timer);
        resolve(outcome);
      };
    });

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
    { signal, onComplete }: { signal: AbortSignal; onComplete?: () => void },
  ): Promise<DataOutcome> => {
    const go = await exchange('DATA', timeouts.data);
    if (go.result === 'lost') return { ...go, complete: false };
    if (go.reply.code !== 354) {
      if (go.reply.code >= 400) return { ...go, complete: false };
      loseSense(`it answered DATA with "${describeReply(go.reply)}"`);
      return { result: 'lost', reply: NONSENSE, reason: 'its reply to DATA makes no sense', complete: false };
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

    if (earlyRefusal !== null) return { result: 'reply', reply: earlyRefusal, complete: false };
    if (gone !== null) return { result: 'lost', ...lostInFlight(gone), complete: false };
    trace.note('next hop', `(a message of ${total} octets, and the final dot)`);
    const answer = awaitReply(timeouts.end);
    onComplete?.();
    void flush();
    const final = await answer;
    if (final.result === 'lost')
      return { ...final, reply: final.reply.code === 421 ? final.reply : LOST, complete: true };
    if (final.reply.code >= 300 && final.reply.code < 400) {
      loseSense(`it answered the final dot with "${describeReply(final.reply)}"`);
      return { result: 'lost', reply: LOST, reason: 'its reply to the final dot makes no sense', complete: true };
    }
    return { ...final, complete: true };
  };

  const nextHop: Omit<NextHop, 'capabilities'> = {
    gone: () => gone,
    command: (line, timeoutMs) => inTurn(() => exchange(line, timeoutMs)),
    data: (octets, options) => inTurn(() => sendMessage(octets, options)),
    quit() {
      void inTurn(async () => {
        if (gone === null) await exchange('QUIT', GOODBYE_MS);
        loseConnection('we ended the session');
      });
    },
    destroy: () => loseConnection('we closed the connection'),
  };
  return { nextHop, awaitReply };
}

/** What a step that was in progress hears: the next hop's own 421, or ours as 451, since the client may go on. */
function lostInFlight({ reply, reason }: { reply: Reply; reason: string }): { reply: Reply; reason: string } {
  if (reply === LOST_BEFORE) return { reply: LOST, reason };
  if (reply === NONSENSE_BEFORE) return { reply: NONSENSE, reason };
  return { reply, reason };
}

const LOST: Reply = { code: 451, lines: ['4.4.2 The connection to the next hop was lost; try again later'] };
const LOST_BEFORE: Reply = { code: 421, lines: ['4.4.2 The connection to the next hop was lost; try again later'] };
const NONSENSE: Reply = { code: 451, lines: ['4.3.0 The next hop does not speak proper SMTP; try again later'] };
const NONSENSE_BEFORE: Reply = { code: 421, lines: ['4.3.0 The next hop does not speak proper SMTP; try again later'] };
